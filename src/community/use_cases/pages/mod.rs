//! The pages of use cases.

mod actions;
mod address;
mod asked;
mod card;
mod detail;
mod figures;
mod list;
mod rows;
mod write;

use platform::permission::{USE_CASE_CREATE, USE_CASE_MODERATE};
use web::{Access, Routes};

/// All of them.
pub(super) fn routes() -> Routes {
    let (readers, people) = (Access::Readers, Access::People);
    let writers = Access::Holders(USE_CASE_CREATE);
    let moderators = Access::Holders(USE_CASE_MODERATE);
    Routes::new()
        .page("/use-cases", readers, list::all)
        .page("/use-cases/mine", people, list::mine)
        .page("/use-cases/saved", people, list::saved)
        .page("/use-cases/review", moderators, list::review)
        .page("/use-cases/new", writers, write::new)
        .form("/use-cases/new", writers, write::begin)
        .page("/use-cases/{id}", readers, detail::canonical)
        .page("/use-cases/{id}/{slug}", readers, detail::show)
        .page("/use-cases/{id}/edit", people, write::edit)
        .form("/use-cases/{id}/edit", people, write::save)
        .form("/use-cases/{id}/draft", people, write::autosave)
        .form("/use-cases/{id}/pictures", people, actions::add_picture)
        .form("/use-cases/{id}/like", people, actions::like)
        .form("/use-cases/{id}/save", people, actions::save)
        .form("/use-cases/{id}/submit", people, actions::submit)
        .form("/use-cases/{id}/publish", people, actions::publish)
        .form("/use-cases/{id}/reject", people, actions::reject)
        .form("/use-cases/{id}/archive", people, actions::archive)
        .form("/use-cases/{id}/restore", people, actions::restore)
        .form("/use-cases/{id}/duplicate", writers, actions::duplicate)
        .form("/use-cases/{id}/delete", people, actions::delete)
        .form("/use-cases/{id}/feature", people, actions::feature)
        .form("/use-cases/{id}/verify", people, actions::verify)
}

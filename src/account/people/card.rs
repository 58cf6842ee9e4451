//! The small card about a person that appears under the pointer: what his page shows to everybody
//! who may open it.

use askama::Template;
use axum::extract::State;
use platform::{App, id::PersonId, people};
use web::{Access, Fragment, Path, Result, Routes, Shell, Visitor, session::picture_url};

/// How much of what he says about himself stands on a card, in characters.
const BIO_CHARS: usize = 160;

pub(super) fn routes() -> Routes {
    Routes::new().page("/people/{id}/card", Access::Readers, card)
}

#[derive(Template)]
#[template(path = "account/_card.html")]
struct Card {
    shell: Shell,
    id: PersonId,
    name: String,
    avatar_url: Option<String>,
    job: String,
    organization: String,
    bio: String,
}

async fn card(
    State(app): State<App>,
    Visitor(viewer): Visitor,
    shell: Shell,
    Path(id): Path<PersonId>,
) -> Result<Fragment<Card>> {
    let (person, organization) = people::face(&app, &viewer, id).await?;
    Ok(Fragment(Card {
        id,
        name: person.profile.display_name,
        avatar_url: person.avatar_file_id.map(picture_url),
        job: person.profile.job_title,
        organization: organization.name(shell.language).to_owned(),
        bio: beginning(&person.profile.bio),
        shell,
    }))
}

fn beginning(text: &str) -> String {
    let mut letters = text.chars();
    let mut shown: String = letters.by_ref().take(BIO_CHARS).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

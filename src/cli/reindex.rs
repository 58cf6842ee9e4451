//! `guildhall reindex`

use super::{Failed, Place, say};

pub(super) fn run(place: &Place) -> Result<(), Failed> {
    let app = place.open_existing()?;
    platform::indexing::rebuild(&app)?;
    say(format_args!(
        "The search index holds {} documents.",
        app.index.documents()
    ));
    app.store.close();
    Ok(())
}

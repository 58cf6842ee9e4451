//! Looking through use cases.

use platform::{
    App, Error, Result, Viewer,
    listing::{List, Listing},
    permission::USE_CASE_MODERATE,
};

use super::{
    facets::{FACETS, Facet},
    filter::{Conditions, Shelf, spec},
    queries::{self, Look},
    sought::{Sought, seek},
};
use crate::use_cases::{rules::Sight, types::Card};

/// A part of a list with what can be asked next.
#[derive(Clone, Debug)]
pub(in crate::use_cases) struct Browsed {
    /// The use cases.
    pub(in crate::use_cases) listing: Listing<Card>,
    /// Empty unless asked for.
    pub(in crate::use_cases) facets: Vec<Facet>,
    /// What the search found.
    pub(in crate::use_cases) sought: Sought,
    /// The order of the list.
    pub(in crate::use_cases) sort: String,
}

/// Looks through a shelf. `pairs` are the filters, sort and paging as they were asked for; those
/// that do not exist are refused.
pub(in crate::use_cases) async fn browse(
    app: &App,
    viewer: &Viewer,
    shelf: Shelf,
    pairs: &[(String, String)],
    facets: &[&'static str],
) -> Result<Browsed> {
    may_look(viewer, shelf)?;
    // Read once to refuse before the search is asked.
    let plain = List::parse(spec(shelf, false), &without_cursor(pairs), &app.seal)?;
    let sought = match plain.text("q") {
        Some(q) => seek(app, viewer, q).await?,
        None => Sought::Nothing,
    };
    let found = matches!(sought, Sought::Found { .. });
    let list = List::parse(spec(shelf, found), pairs, &app.seal)?;
    let facets = if list.flag("facets") == Some(true) {
        FACETS.to_vec()
    } else {
        facets.to_vec()
    };
    let (sight, seal) = (Sight::of(viewer), app.seal.clone());
    app.read(move |db| {
        let conditions = Conditions::new(shelf, &list, &sought);
        let found = queries::found(&sought);
        let look = Look {
            sight: &sight,
            shelf,
            conditions: &conditions,
            found: found.as_ref(),
        };
        let listing = queries::cards(db, &seal, &list, &look)?;
        let facets = facets.iter().map(|name| queries::facet(db, &look, name));
        let facets = facets.collect::<Result<_>>()?;
        let sort = list.sort().to_owned();
        Ok(Browsed {
            listing,
            facets,
            sought,
            sort,
        })
    })
    .await
}

/// The cursor of a list belongs to its spec; the first reading only looks at the filters.
fn without_cursor(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let kept = pairs.iter().filter(|(name, _)| name != "cursor");
    kept.cloned().collect()
}

fn may_look(viewer: &Viewer, shelf: Shelf) -> Result<()> {
    if shelf == Shelf::All {
        return Ok(());
    }
    let actor = viewer.actor().ok_or_else(Error::unauthenticated)?;
    match shelf {
        Shelf::Review => actor.require(USE_CASE_MODERATE),
        _ => Ok(()),
    }
}

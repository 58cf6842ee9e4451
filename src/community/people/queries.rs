//! Every statement on the cards of people.

use platform::{
    Result,
    id::{PersonId, hex_list},
};
use store::{Reader, Row, params};

use super::Card;

/// What a card is made of, from people `p` and their organisations `o`.
pub(crate) const CARD: &str = "p.id, CASE WHEN p.deleted_at IS NULL THEN p.display_name ELSE '' END,
    CASE WHEN p.deleted_at IS NULL THEN p.avatar_file_id END, p.organization_id, o.name_en, o.name_ar";

/// Reads what [`CARD`] selects.
pub(crate) fn card(r: &Row<'_>) -> rusqlite::Result<Card> {
    Ok(Card {
        id: r.get(0)?,
        name: r.get(1)?,
        avatar: r.get(2)?,
        organization: r.get(3)?,
        organization_names: [r.get(4)?, r.get(5)?],
    })
}

pub(super) fn cards(db: &Reader<'_>, ids: &[PersonId]) -> Result<Vec<Card>> {
    let sql = format!(
        "SELECT {CARD} FROM json_each(?1) j
         CROSS JOIN people p ON p.id = unhex(j.value)
         CROSS JOIN organizations o ON o.id = p.organization_id"
    );
    Ok(db.all(&sql, params![hex_list(ids)], card)?)
}

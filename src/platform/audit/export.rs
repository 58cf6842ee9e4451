//! The log in pieces, one reading transaction each: however long a slow reader takes, nothing of the
//! database is held for him.

use rusqlite::types::Value;

use super::{queries, service::Reading, types::Entry};
use crate::{
    app::App,
    error::Result,
    id::OrganizationId,
    listing::{List, Paging},
};

/// How many rows a piece has.
const PIECE: u32 = 500;

/// See the module.
pub struct Export {
    app: App,
    reading: Reading,
    whose: Option<OrganizationId>,
    until: i64,
    list: List,
    has_ended: bool,
}

impl Export {
    pub(super) fn new(
        app: &App,
        reading: Reading,
        whose: Option<OrganizationId>,
        until: i64,
        mut list: List,
    ) -> Self {
        list.limit = PIECE;
        list.paging = Paging::Cursor { after: None };
        Self {
            app: app.clone(),
            reading,
            whose,
            until,
            list,
            has_ended: false,
        }
    }

    /// The next rows; none at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>> {
        if self.has_ended {
            return Ok(None);
        }
        let (reading, whose, until) = (self.reading.clone(), self.whose, self.until);
        let (list, seal) = (self.list.clone(), self.app.seal.clone());
        let rows = self
            .app
            .read(move |db| {
                let mut found = queries::list(db, whose, until, &list, &seal, Some(0))?;
                reading.withhold(db, &mut found.items)?;
                Ok(found.items)
            })
            .await?;
        self.has_ended = rows.len() < PIECE as usize;
        let last = rows.last().map(|row| Value::Integer(row.seq));
        self.list.paging = Paging::Cursor {
            after: last.map(|seq| vec![seq.clone(), seq]),
        };
        Ok(Some(rows))
    }
}

//! The main server and its standby: which of the two this is, and where the main one is.
//!
//! The main server notes in its database who it is and at which addresses it listens. A copy
//! carries that along, so that whoever makes a standby the main server can ask at those addresses
//! whether the old one still runs. `/health` answers with the same name.

mod queries;

use serde::{Deserialize, Serialize};
use store::{Reader, Writer};

use crate::{
    actor::Origin,
    app::App,
    error::Result,
    id::{AnyId, Ids},
    journal::{self, Changes},
    time::Time,
};

/// In the journal: this folder was made the main one.
const PROMOTED: journal::Action = journal::Action::new("server", "promoted");

/// Who the main server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Main {
    /// Its name: random, the same for as long as it is the main one.
    pub instance: String,
    /// Where it listened when it started last, as URLs that end in `/`.
    pub addresses: Vec<String>,
}

/// The main server of this data; none in a folder that was never served.
pub fn main(db: &Reader<'_>) -> Result<Option<Main>> {
    queries::main(db)
}

/// Notes where this server, which is the main one, listens.
pub async fn note_addresses(app: &App, addresses: Vec<String>) -> Result<()> {
    let (ids, now) = (app.ids.clone(), app.clock.now());
    app.write(move |tx| {
        let known = queries::main(tx)?;
        let instance = known.as_ref().map(|main| main.instance.clone());
        let main = Main {
            instance: instance.unwrap_or_else(|| fresh(&ids)),
            addresses,
        };
        if known.as_ref() == Some(&main) {
            return Ok(());
        }
        queries::set_main(tx, &main, now)
    })
    .await
}

/// Gives the server of this folder a name of its own: from now on it is the main one.
pub fn promote(tx: &Writer<'_>, ids: &Ids, now: Time) -> Result<()> {
    let main = Main {
        instance: fresh(ids),
        addresses: Vec::new(),
    };
    queries::set_main(tx, &main, now)?;
    let nothing = None::<AnyId>;
    journal::record_system(
        tx,
        None,
        &Origin::default(),
        now,
        PROMOTED,
        nothing,
        Changes::none(),
    )?;
    Ok(())
}

fn fresh(ids: &Ids) -> String {
    let id: AnyId = ids.next();
    id.to_string()
}

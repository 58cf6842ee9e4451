//! What the operator sets on pages, kept in the database and read from memory.

use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use store::{Reader, Writer, params};

use crate::{error::Result, time::Time, visibility::Visibility};

/// Who may open an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// Everybody.
    #[default]
    Open,
    /// Whoever was invited.
    Invitation,
    /// Whoever has an address of a listed domain.
    Domain,
    /// Nobody.
    Closed,
}

/// All settings of the server. An absent value takes its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The name in the top bar.
    pub site_name: String,
    /// Whether guests may read what is public.
    pub guest_read: bool,
    /// The visibility that new topics and use cases start with.
    pub default_visibility: Visibility,
    /// Whether use cases are published by a moderator only.
    pub review_use_cases: bool,
    /// Who may open an account.
    pub registration: Registration,
    /// Domains for [`Registration::Domain`], in lower case.
    pub registration_domains: Vec<String>,
    /// Whether an address must be verified before signing in.
    pub require_verified_email: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            site_name: "Guildhall".into(),
            guest_read: false,
            default_visibility: Visibility::Organization,
            review_use_cases: false,
            registration: Registration::Open,
            registration_domains: Vec::new(),
            require_verified_email: false,
        }
    }
}

/// The settings in memory; a change is seen by the next request.
#[derive(Clone, Debug, Default)]
pub struct Cell(Arc<RwLock<Arc<Settings>>>);

impl Cell {
    /// The settings as they stand.
    pub fn get(&self) -> Arc<Settings> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts changed settings into force, after they were written.
    pub fn set(&self, settings: Settings) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
    }
}

/// Reads the settings.
pub fn load(db: &Reader<'_>) -> Result<Settings> {
    let sql = "SELECT value FROM settings WHERE key = 'server'";
    let text = db.optional(sql, [], |r| r.get::<_, String>(0))?;
    Ok(text
        .map(|t| serde_json::from_str(&t))
        .transpose()?
        .unwrap_or_default())
}

/// Writes the settings.
pub fn save(tx: &Writer<'_>, settings: &Settings, now: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO settings (key, value, updated_at) VALUES ('server', ?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
        params![serde_json::to_string(settings)?, now],
    )?;
    Ok(())
}

//! Why no certificate was given, kept for who looks at the folder while no server, or another
//! process than the server, can tell.

use std::path::Path;

use platform::{Time, keys};
use serde_json::{Value, json};

use crate::inspect::Failure;

/// Where it stands. An empty object when all is well: a name that vanished would disturb who copies.
const FILE: &str = "acme-failure.json";

/// The last failure, if nothing was given since.
pub(crate) fn read(data: &Path) -> Option<Failure> {
    let text = std::fs::read(data.join("keys").join(FILE)).ok()?;
    let found: Value = serde_json::from_slice(&text).ok()?;
    let time = |name: &str| Time::parse(found[name].as_str()?);
    Some(Failure {
        why: found["why"].as_str()?.to_owned(),
        since: time("since")?,
        again_at: time("again_at"),
    })
}

/// Notes a failure.
pub(super) fn failed(data: &Path, failure: &Failure) {
    let text = json!({
        "why": failure.why,
        "since": failure.since,
        "again_at": failure.again_at,
    });
    write(data, &text);
}

/// A certificate was given.
pub(super) fn given(data: &Path) {
    if data.join("keys").join(FILE).exists() {
        write(data, &json!({}));
    }
}

/// Blocks. That it could not be noted is no reason to fail at what it tells of.
fn write(data: &Path, text: &Value) {
    if let Err(error) = keys::overwrite(data, FILE, text.to_string().as_bytes()) {
        tracing::warn!(%error, "How it stands with the certificate could not be noted");
    }
}

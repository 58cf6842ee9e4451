//! What the journal keeps of a change.

use platform::{Result, journal::Changes};
use serde_json::Value;

use crate::use_cases::types::{Content, UseCase};

/// How much of a long text the journal keeps, in characters.
const NOTED: usize = 200;

/// Which fields of the content changed; long texts are cut.
pub(super) fn changes(before: &Content, after: &Content) -> Result<Changes> {
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let mut changes = Changes::none();
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return Ok(changes);
    };
    for (name, value) in after {
        let former = before.get(&name).cloned().unwrap_or(Value::Null);
        if former != value {
            let (former, value) = (noted(former), noted(value));
            changes = if former == value {
                // They differ beyond the cut; their lengths would say as little.
                changes.field(&name, Value::Null, value)
            } else {
                changes.field(&name, former, value)
            };
        }
    }
    Ok(changes)
}

fn noted(value: Value) -> Value {
    let text = match value {
        Value::String(text) => text,
        Value::Object(_) | Value::Array(_) => value.to_string(),
        other => return other,
    };
    match text.char_indices().nth(NOTED) {
        Some((cut, _)) => Value::String(format!("{}…", &text[..cut])),
        None => Value::String(text),
    }
}

pub(super) fn state_changes(before: &UseCase, after: &UseCase) -> Changes {
    Changes::none()
        .field("status", before.status, after.status)
        .field(
            "rejection_reason",
            &before.rejection_reason,
            &after.rejection_reason,
        )
        .field("is_featured", before.is_featured, after.is_featured)
        .field("is_verified", before.is_verified, after.is_verified)
        .field(
            "deleted",
            before.deleted_at.is_some(),
            after.deleted_at.is_some(),
        )
}

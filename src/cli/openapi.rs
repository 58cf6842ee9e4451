//! `guildhall openapi`

use super::{Failed, say};

pub(super) fn run() -> Result<(), Failed> {
    let document = web::assemble::document_of(crate::features());
    say(format_args!("{}", serde_json::to_string_pretty(&document)?));
    Ok(())
}

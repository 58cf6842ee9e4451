//! `guildhall openapi`

use super::Failed;

pub(super) fn run() -> Result<(), Failed> {
    let document = web::assemble::document_of(crate::features());
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}

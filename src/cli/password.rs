//! Where commands take a password from: a file, or the terminal's standard input.

use std::{fs, io::Read, path::Path};

use super::Failed;

/// Reads a password; one line break at its end does not count. `-` reads standard input.
pub(super) fn read(file: &Path) -> Result<String, Failed> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
        text
    } else {
        fs::read_to_string(file).map_err(|e| Failed::Because(format!("{}: {e}", file.display())))?
    };
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

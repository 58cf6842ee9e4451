//! Office documents: zip archives whose list of contents names what they are. Only that list is
//! read; nothing is unpacked.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
};

use super::types::MediaType;

/// The end of the list is within so many bytes of the end: its own 22 and a comment.
const TAIL_BYTES: u64 = 22 + 65_535;
/// Longest list that is read, in bytes.
const LIST_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// The part that each kind of document has.
const PARTS: [(&[u8], MediaType); 3] = [
    (b"word/document.xml", MediaType::Docx),
    (b"xl/workbook.xml", MediaType::Xlsx),
    (b"ppt/presentation.xml", MediaType::Pptx),
];

/// What an archive turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Archive {
    /// An office document without programs in it.
    Document(MediaType),
    /// Something else.
    Other,
    /// Its list of contents cannot be read.
    Damaged,
}

/// Reads the list of contents.
pub fn look(file: &mut File) -> std::io::Result<Archive> {
    let Some(list) = list_of_contents(file)? else {
        return Ok(Archive::Damaged);
    };
    let Some(names) = names(&list) else {
        return Ok(Archive::Damaged);
    };
    let has = |name: &[u8]| names.contains(&name);
    // A program that comes with a document runs with its reader's rights.
    let programs = names.iter().any(|n| n.ends_with(b"vbaProject.bin"));
    if programs || !has(b"[Content_Types].xml") {
        return Ok(Archive::Other);
    }
    let kind = PARTS.iter().find(|(part, _)| has(part));
    Ok(kind.map_or(Archive::Other, |(_, media)| Archive::Document(*media)))
}

fn list_of_contents(file: &mut File) -> std::io::Result<Option<Vec<u8>>> {
    let size = file.seek(SeekFrom::End(0))?;
    let tail_start = size.saturating_sub(TAIL_BYTES);
    let tail = read_at(file, tail_start, size - tail_start)?;
    let Some(end) = tail.windows(4).rposition(|w| w == b"PK\x05\x06") else {
        return Ok(None);
    };
    let number = |at: usize| {
        let bytes = tail.get(end + at..end + at + 4)?;
        Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
    };
    let (Some(length), Some(start)) = (number(12), number(16)) else {
        return Ok(None);
    };
    if length > LIST_BYTES_MAX || start + length > size {
        return Ok(None);
    }
    Ok(Some(read_at(file, start, length)?))
}

fn read_at(file: &mut File, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The names in the list; `None` when an entry is not one.
fn names(list: &[u8]) -> Option<Vec<&[u8]>> {
    let mut names = Vec::new();
    let mut rest = list;
    while !rest.is_empty() {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at: usize| {
            let bytes = rest.get(at..at + 2)?;
            Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
        };
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        names.push(rest.get(46..46 + name)?);
        rest = rest.get(46 + name + extra + comment..)?;
    }
    Some(names)
}

//! Files that are replaced as a whole: with a checksum of their own, and never missing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// Marks the checksum behind the content of a replaced file.
const SEAL: &[u8] = b"\n#crc32 ";
/// Seal, eight hex digits, line feed.
const SEAL_LENGTH: usize = SEAL.len() + 9;

/// Reads a file that another thread may be replacing.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut problem = io::Error::other("unreadable");
    // A reader that is overtaken by two replacements sees a mixture: look again.
    for _ in 0..4 {
        let mut content = Vec::new();
        match File::open(path).and_then(|mut file| file.read_to_end(&mut content)) {
            Ok(_) => match unseal(content) {
                Ok(content) => return Ok(content),
                Err(error) => problem = error,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
            Err(error) => problem = error,
        }
    }
    Err(problem)
}

/// Replaces a file, or makes it.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut sibling = path.as_os_str().to_owned();
    sibling.push("~");
    let sealed = seal(content);
    write_over(Path::new(&sibling), &sealed)?;
    if path.try_exists()? {
        exchange(Path::new(&sibling), path)
    } else {
        write_over(path, &sealed)
    }
}

/// Writes a file without emptying it first: some file systems take that for the careful replacing
/// of a precious file and wait for the disk.
fn write_over(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    file.write_all(content)?;
    file.set_len(content.len() as u64)
}

/// Lets two files change places, so that both names exist at every moment.
fn exchange(new: &Path, old: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Some file systems cannot: then at least nothing half-written ever bears the name.
        Err(_) => fs::rename(new, old),
    }
}

fn seal(data: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(data.len() + SEAL_LENGTH);
    sealed.extend_from_slice(data);
    sealed.extend_from_slice(SEAL);
    sealed.extend_from_slice(format!("{:08x}\n", crc32fast::hash(data)).as_bytes());
    sealed
}

fn unseal(mut sealed: Vec<u8>) -> io::Result<Vec<u8>> {
    let length = sealed.len().saturating_sub(SEAL_LENGTH);
    if sealed.len() < SEAL_LENGTH || seal(&sealed[..length])[length..] != sealed[length..] {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "checksum does not fit",
        ));
    }
    sealed.truncate(length);
    Ok(sealed)
}

//! The keys of a data folder, locked with a passphrase: argon2id makes a key of it, ChaCha20-Poly1305
//! locks and vouches.

use std::{
    collections::BTreeMap,
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::trouble::Trouble;
use crate::secret::random_bytes;

/// The folder of the keys.
pub(super) const FOLDER: &str = "keys";
/// Whoever has the archive may try as long as he likes: so it costs more than a sign-in.
const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
    lanes: 1,
};
/// An archive may ask for no more than this.
const COST_MAX: Cost = Cost {
    memory_kib: 1024 * 1024,
    passes: 16,
    lanes: 4,
};
/// Characters of a passphrase.
const LENGTH_MIN: usize = 12;
/// Longest key file.
const KEY_BYTES_MAX: u64 = 1 << 20;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The entry of the archive.
#[derive(Debug, Serialize, Deserialize)]
struct Sealed {
    kdf: String,
    cost: Cost,
    salt: String,
    cipher: String,
    nonce: String,
    content: String,
}

const KDF: &str = "argon2id";
const CIPHER: &str = "chacha20-poly1305";

/// Name within the folder → content.
type Keys = BTreeMap<String, String>;

/// Refuses what is easy to try out.
pub fn judge(passphrase: &str) -> Result<(), Trouble> {
    if passphrase.chars().count() < LENGTH_MIN {
        return Err(Trouble::ShortPassphrase { min: LENGTH_MIN });
    }
    Ok(())
}

/// The keys of a folder, locked.
pub(super) fn seal(data: &Path, passphrase: &str) -> Result<Vec<u8>, Trouble> {
    judge(passphrase)?;
    let keys = read(&data.join(FOLDER))?;
    let (salt, nonce) = (random_bytes::<16>()?, random_bytes::<12>()?);
    let mut content = serde_json::to_vec(&keys).map_err(crate::Error::from)?;
    let key = key(passphrase, &salt, COST)?;
    let nonce_text = BASE64.encode(&nonce);
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(CIPHER.as_bytes()),
        &mut content,
    )
    .map_err(|e| Trouble::Locking(e.to_string()))?;
    let sealed = Sealed {
        kdf: KDF.to_owned(),
        cost: COST,
        salt: BASE64.encode(&salt),
        cipher: CIPHER.to_owned(),
        nonce: nonce_text,
        content: BASE64.encode(&content),
    };
    Ok(serde_json::to_vec_pretty(&sealed).map_err(crate::Error::from)?)
}

/// Opens locked keys and writes them below a folder.
pub(super) fn open(sealed: &[u8], passphrase: &str, data: &Path) -> Result<(), Trouble> {
    let keys = unlock(sealed, passphrase)?;
    let folder = data.join(FOLDER);
    let mut builder = DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(&folder);
    made.map_err(|e| Trouble::io(&folder, e))?;
    for (name, content) in keys {
        let content = BASE64.decode(content.as_bytes());
        let content = content.map_err(|_| unusable())?;
        let path = within(&folder, &name).ok_or_else(unusable)?;
        if let Some(parent) = path.parent() {
            let made = builder.create(parent);
            made.map_err(|e| Trouble::io(parent, e))?;
        }
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(&content))
            .map_err(|e| Trouble::io(&path, e))?;
    }
    Ok(())
}

fn unlock(sealed: &[u8], passphrase: &str) -> Result<Keys, Trouble> {
    let sealed: Sealed = serde_json::from_slice(sealed).map_err(|_| unusable())?;
    let cost = sealed.cost;
    let is_dear = cost.memory_kib > COST_MAX.memory_kib
        || cost.passes > COST_MAX.passes
        || cost.lanes > COST_MAX.lanes;
    if sealed.kdf != KDF || sealed.cipher != CIPHER || is_dear {
        return Err(unusable());
    }
    let bytes = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| unusable());
    let (salt, nonce) = (bytes(&sealed.salt)?, bytes(&sealed.nonce)?);
    let nonce: [u8; 12] = nonce.try_into().map_err(|_| unusable())?;
    let mut content = bytes(&sealed.content)?;
    let key = key(passphrase, &salt, cost)?;
    let opened = key.open_in_place(
        Nonce::assume_unique_for_key(nonce),
        Aad::from(CIPHER.as_bytes()),
        &mut content,
    );
    let opened = opened.map_err(|_| Trouble::WrongPassphrase)?;
    serde_json::from_slice(opened).map_err(|_| unusable())
}

fn unusable() -> Trouble {
    Trouble::Damaged("the keys in it cannot be understood".to_owned())
}

fn key(passphrase: &str, salt: &[u8], cost: Cost) -> Result<LessSafeKey, Trouble> {
    let failed = |e: argon2::Error| Trouble::Locking(e.to_string());
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(failed)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    // One visible passphrase is one passphrase, however the keyboard composes it.
    let passphrase: String = passphrase.nfkc().collect();
    let mut bytes = [0; 32];
    argon2
        .hash_password_into(passphrase.as_bytes(), salt, &mut bytes)
        .map_err(failed)?;
    let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes);
    let key = key.map_err(|e| Trouble::Locking(e.to_string()))?;
    Ok(LessSafeKey::new(key))
}

/// Every file of the folder and of those within.
fn read(folder: &Path) -> Result<Keys, Trouble> {
    let mut keys = Keys::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((folder, before)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Trouble::io(&folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|e| Trouble::io(&folder, e))?;
            let path = entry.path();
            let failed = |e| Trouble::io(&path, e);
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let name = format!("{before}{name}");
            let about = entry.metadata().map_err(failed)?;
            if about.is_dir() {
                open.push((path, format!("{name}/")));
            } else if about.is_file() && about.len() <= KEY_BYTES_MAX {
                keys.insert(name, BASE64.encode(&fs::read(&path).map_err(failed)?));
            }
        }
    }
    Ok(keys)
}

/// A name that stays within the folder.
fn within(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    name.split('/').all(is_plain).then(|| folder.join(name))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;

    const PASSPHRASE: &str = "three old harbour cranes";

    #[test]
    fn keys_come_back_with_the_passphrase_and_not_without() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let folder = from.path().join("keys/more");
        fs::create_dir_all(&folder).unwrap();
        fs::write(from.path().join("keys/seal.key"), [7; 32]).unwrap();
        fs::write(folder.join("token.pem"), b"pem").unwrap();
        let sealed = seal(from.path(), PASSPHRASE).unwrap();
        assert!(!sealed.windows(3).any(|w| w == b"pem"));
        let wrong = open(&sealed, "three old harbour crane", to.path());
        assert!(matches!(wrong, Err(Trouble::WrongPassphrase)));
        let flipped = String::from_utf8(sealed.clone()).unwrap();
        let flipped = flipped.replace("\"passes\": 3", "\"passes\": 2");
        let changed = open(flipped.as_bytes(), PASSPHRASE, to.path());
        assert!(matches!(changed, Err(Trouble::WrongPassphrase)));
        let dear = flipped.replace("65536", "4000000000");
        let dear = open(dear.as_bytes(), PASSPHRASE, to.path());
        assert!(matches!(dear, Err(Trouble::Damaged(_))));
        assert!(!to.path().join("keys").exists());
        open(&sealed, PASSPHRASE, to.path()).unwrap();
        let read = |name: &str| fs::read(to.path().join("keys").join(name)).unwrap();
        assert_eq!(read("seal.key"), [7; 32]);
        assert_eq!(read("more/token.pem"), b"pem");
    }

    #[test]
    fn short_passphrases_lock_nothing() {
        let refused = seal(Path::new("/nowhere"), "short");
        assert!(matches!(refused, Err(Trouble::ShortPassphrase { min: 12 })));
    }

    #[test]
    fn names_stay_within_the_folder() {
        let folder = Path::new("/keys");
        assert!(within(folder, "a/b.pem").is_some());
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "."] {
            assert!(within(folder, bad).is_none(), "{bad}");
        }
    }
}

//! Secrets: made from the system's randomness, handed out once, kept only as hashes.

use aws_lc_rs::{digest, hmac};
use data_encoding::BASE64URL_NOPAD;

use crate::error::{Error, Result};

/// A random secret of 256 bits as 43 characters that may stand in an address.
pub fn random() -> Result<String> {
    Ok(BASE64URL_NOPAD.encode(&random_bytes::<32>()?))
}

/// Random bytes from the system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::internal(e.to_string()))?;
    Ok(bytes)
}

/// What is kept of a secret: its SHA-256. Enough for secrets of 256 random bits; passwords are
/// hashed elsewhere, slowly.
pub fn hash(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref());
    hash
}

/// A key that vouches for what the server handed out: cursors, forms before sign-in, view counts.
#[derive(Clone, Debug)]
pub struct Seal(hmac::Key);

impl Seal {
    /// From the 32 bytes of the key file.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The text with its mark: `base64(text).base64(mark)`.
    pub fn seal(&self, purpose: &str, text: &str) -> String {
        let mark = hmac::sign(&self.0, format!("{purpose}\0{text}").as_bytes());
        let encode = |b: &[u8]| BASE64URL_NOPAD.encode(b);
        format!(
            "{}.{}",
            encode(text.as_bytes()),
            encode(&mark.as_ref()[..16])
        )
    }

    /// The text, if the mark is ours for this purpose.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let (text, mark) = sealed.split_once('.')?;
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let mark = BASE64URL_NOPAD.decode(mark.as_bytes()).ok()?;
        let ours = hmac::sign(&self.0, format!("{purpose}\0{text}").as_bytes());
        aws_lc_rs::constant_time::verify_slices_are_equal(&mark, &ours.as_ref()[..16]).ok()?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_whole_and_for_its_purpose() {
        let seal = Seal::new(&[7; 32]);
        let sealed = seal.seal("cursor", "topic 1");
        assert_eq!(seal.open("cursor", &sealed).as_deref(), Some("topic 1"));
        assert_eq!(seal.open("form", &sealed), None);
        assert_eq!(seal.open("cursor", &format!("{sealed}A")), None);
        assert_eq!(Seal::new(&[8; 32]).open("cursor", &sealed), None);
        assert_eq!(seal.open("cursor", "..."), None);
    }
}

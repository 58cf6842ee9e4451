//! Passwords: judged before they are taken, kept as argon2id hashes with their parameters, hashed
//! away from the async threads and never on more than one core less than the machine has.

mod queries;
mod reset;
mod strength;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc::PasswordHash,
};
use data_encoding::BASE64_NOPAD;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

pub(crate) use queries::{kept, set};
pub use reset::{LINK_LIFE, asked, change, confirm, is_good, link_for, reset, set_by_operator};
pub use strength::judge;

use crate::{
    error::{Error, Result},
    secret::random_bytes,
};

/// More waiting than this are turned away with 503.
const WAITING_AT_MOST: usize = 256;
/// Longer ones are refused; so much is hashed whole.
pub const MAX_BYTES: usize = 1024;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Cost {
    /// 19 MiB, 2 passes, 1 lane: OWASP's choice for argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

impl Cost {
    /// The smallest that the algorithm allows, for test suites alone: no configuration reaches it.
    pub const fn for_tests() -> Self {
        Self {
            memory_kib: 8,
            passes: 1,
        }
    }
}

/// Hashes and checks. One per application.
#[derive(Clone, Debug)]
pub struct Hasher {
    argon2: Argon2<'static>,
    slots: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Checked for unknown addresses, so that they take the same time.
    decoy: Arc<str>,
    worked: Arc<AtomicU64>,
}

/// What a check of a password found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the one.
    pub is_right: bool,
    /// The hash to keep from now on, when parameters were raised since.
    pub rehashed: Option<String>,
}

impl Hasher {
    /// With parameters of this cost.
    pub fn new(cost: Cost) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = decoy(cost)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            argon2,
            slots: Arc::new(Semaphore::new((cores - 1).max(1))),
            waiting: Arc::new(Semaphore::new(WAITING_AT_MOST)),
            decoy,
            worked: Arc::default(),
        })
    }

    /// How many passwords were hashed or checked since the start, known accounts or not.
    pub fn worked(&self) -> u64 {
        self.worked.load(Relaxed)
    }

    /// The hash to keep of a password, with a fresh salt and its parameters.
    pub async fn hash(&self, password: &str) -> Result<String> {
        let password = normal(password);
        self.run(move |argon2| hash(argon2, &password)).await
    }

    /// [`Self::hash`] for commands.
    pub fn hash_blocking(&self, password: &str) -> Result<String> {
        hash(&self.argon2, &normal(password))
    }

    /// Whether a password is the one that was hashed. Without a hash the answer is no, after the
    /// same time.
    pub async fn verify(&self, password: &str, kept: Option<String>) -> Result<Verdict> {
        let password = normal(password);
        let decoy = self.decoy.clone();
        self.run(move |argon2| {
            let parsed = PasswordHash::new(kept.as_deref().unwrap_or(&decoy)).map_err(internal)?;
            let fits = argon2.verify_password(password.as_bytes(), &parsed).is_ok();
            let is_right = fits && kept.is_some();
            let rehashed = (is_right && is_weaker(&parsed, argon2.params()))
                .then(|| hash(argon2, &password))
                .transpose()?;
            Ok(Verdict { is_right, rehashed })
        })
        .await
    }

    async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Argon2<'static>) -> Result<T> + Send + 'static,
    {
        let _turn = self
            .waiting
            .clone()
            .try_acquire_owned()
            .map_err(|_| Error::unavailable("busy"))?;
        let slot = self.slots.clone().acquire_owned().await.map_err(internal)?;
        self.worked.fetch_add(1, Relaxed);
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work(&argon2)
        })
        .await
        .map_err(Error::internal)?
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String> {
    let hash = argon2
        .hash_password(password.as_bytes())
        .map_err(internal)?;
    Ok(hash.to_string())
}

/// What looks like a kept hash of this cost and belongs to no password: chance, not hashed, because
/// hashing would be the longest step of a start.
fn decoy(cost: Cost) -> Result<Arc<str>> {
    let Cost { memory_kib, passes } = cost;
    let salt = BASE64_NOPAD.encode(&random_bytes::<16>()?);
    let output = BASE64_NOPAD.encode(&random_bytes::<32>()?);
    Ok(format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${output}").into())
}

/// One visible password is one password, however the keyboard composes it.
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn is_weaker(kept: &PasswordHash, now: &Params) -> bool {
    Params::try_from(kept)
        .is_ok_and(|old| old.m_cost() < now.m_cost() || old.t_cost() < now.t_cost())
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed step fails the test")]
    use super::*;

    const RAISED: Cost = Cost {
        memory_kib: 16,
        passes: 2,
    };

    #[tokio::test]
    async fn a_password_is_known_again_however_it_is_composed() {
        let hasher = Hasher::new(Cost::for_tests()).unwrap();
        let kept = hasher
            .hash("Ame\u{301}lie سلام 🌍 and spaces")
            .await
            .unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        let right = hasher
            .verify("Amélie سلام 🌍 and spaces", Some(kept.clone()))
            .await;
        assert!(right.unwrap().is_right);
        let wrong = hasher.verify("Amélie سلام 🌍 and space", Some(kept)).await;
        assert!(!wrong.unwrap().is_right);
    }

    #[tokio::test]
    async fn nothing_is_cut_off_long_ones() {
        let hasher = Hasher::new(Cost::for_tests()).unwrap();
        let long = "x".repeat(100);
        let kept = hasher.hash(&long).await.unwrap();
        let shorter = hasher.verify(&long[..99], Some(kept)).await.unwrap();
        assert!(!shorter.is_right);
    }

    #[tokio::test]
    async fn nobody_knows_the_decoy_and_it_costs_as_much_to_try() {
        let hasher = Hasher::new(RAISED).unwrap();
        let decoy = PasswordHash::new(&hasher.decoy).unwrap();
        let real = hasher.hash_blocking("correct horse").unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(decoy.algorithm, real.algorithm);
        assert_eq!(decoy.version, real.version);
        assert_eq!(decoy.params.as_str(), real.params.as_str());
        let length = |of: &PasswordHash| of.hash.as_ref().map(|output| output.as_bytes().len());
        assert_eq!(length(&decoy), length(&real));
        let verdict = hasher.verify("anything at all", None).await.unwrap();
        assert_eq!(
            verdict,
            Verdict {
                is_right: false,
                rehashed: None
            }
        );
    }

    #[tokio::test]
    async fn a_cheaper_hash_is_renewed_at_the_next_sign_in() {
        let old = Hasher::new(Cost::for_tests()).unwrap();
        let kept = old.hash("correct horse").await.unwrap();
        let new = Hasher::new(RAISED).unwrap();
        let verdict = new
            .verify("correct horse", Some(kept.clone()))
            .await
            .unwrap();
        assert!(verdict.rehashed.unwrap().contains("m=16,t=2"));
        assert_eq!(
            new.verify("wrong", Some(kept)).await.unwrap().rehashed,
            None
        );
    }

    #[test]
    fn the_default_is_owasps() {
        assert_eq!(
            Cost::default(),
            Cost {
                memory_kib: 19 * 1024,
                passes: 2
            }
        );
    }
}

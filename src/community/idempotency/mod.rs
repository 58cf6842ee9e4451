//! Creating calls that may be sent again: the same `Idempotency-Key` with the same body gives the
//! first answer for 24 hours, with another body it is refused. The answer is kept in the
//! transaction that creates, so that a crash leaves both or none.

mod queries;

use std::time::Duration;

use axum::http::request::Parts;
use platform::{
    Actor, Error, Result, Time,
    error::{Kind, Message},
    id::AnyId,
    secret,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::Writer;
use web::Failure;

/// How long an answer is kept.
const KEPT: Duration = Duration::from_hours(24);
/// The longest key.
const KEY_MAX: usize = 200;

/// The header of a request, if it has one.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> axum::extract::FromRequestParts<S> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get("idempotency-key") else {
            return Ok(Self(None));
        };
        let key = value
            .to_str()
            .ok()
            .filter(|k| (1..=KEY_MAX).contains(&k.len()));
        let key = key.ok_or_else(|| {
            Error::invalid(
                "Idempotency-Key",
                Message::new("text-too-long").arg("max", KEY_MAX),
            )
        })?;
        Ok(Self(Some(key.to_owned())))
    }
}

/// A call that is answered once.
#[derive(Clone, Debug)]
pub struct Once {
    key: String,
    call: &'static str,
    body: [u8; 32],
}

impl IdempotencyKey {
    /// With what it is the key of: which call, and what was asked.
    pub fn of(self, call: &'static str, body: &impl Serialize) -> Result<Option<Once>> {
        let Some(key) = self.0 else { return Ok(None) };
        let body = secret::hash(&serde_json::to_string(body)?);
        Ok(Some(Once { key, call, body }))
    }
}

/// What a creating call answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What was made.
    pub id: AnyId,
    /// Where it is to be found.
    pub location: String,
    /// It, as JSON.
    pub data: Box<RawValue>,
}

impl Answer {
    /// Of a thing and its address.
    pub fn new<K: ?Sized>(
        id: store::Id<K>,
        location: impl Into<String>,
        data: &impl Serialize,
    ) -> Result<Self> {
        Ok(Self {
            id: AnyId::from_uuid(*id.as_uuid()),
            location: location.into(),
            data: serde_json::value::to_raw_value(data)?,
        })
    }
}

/// Runs the work, unless this call was answered before.
pub fn once(
    tx: &Writer<'_>,
    actor: &Actor,
    now: Time,
    call: Option<&Once>,
    work: impl FnOnce() -> Result<Answer>,
) -> Result<Answer> {
    let Some(call) = call else { return work() };
    queries::forget(tx, now.minus(KEPT))?;
    if let Some(kept) = queries::kept(tx, actor.person, &call.key)? {
        if kept.call != call.call || kept.body[..] != call.body[..] {
            return Err(Error::new(Kind::Invalid, "idempotency-key-reused"));
        }
        return Ok(serde_json::from_str(&kept.answer)?);
    }
    let answer = work()?;
    queries::keep(
        tx,
        actor.person,
        call,
        &serde_json::to_string(&answer)?,
        now,
    )?;
    Ok(answer)
}

//! The one error that rooms return. `web` turns it into a problem document or an error page;
//! the command line prints it. Texts are keys with arguments, translated at the edge.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

/// What rooms return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How a request can end badly. One HTTP status each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 400: cannot be read at all.
    Malformed,
    /// 401: sign in first.
    Unauthenticated,
    /// 402: the organisation's plan does not cover it.
    PlanLimit,
    /// 403: known, but not allowed.
    Forbidden,
    /// 404: not there, or not for the one who asks.
    NotFound,
    /// 405: the path exists, the method does not.
    MethodNotAllowed,
    /// 408: the request took too long to arrive.
    Timeout,
    /// 409: true that you may, but not now.
    Conflict,
    /// 410: was there.
    Gone,
    /// 412: somebody else saved first.
    Stale,
    /// 413: too large.
    TooLarge,
    /// 414: the address is too long.
    TargetTooLong,
    /// 415: not a type that is taken here.
    UnsupportedType,
    /// 416: a part of a file that it does not have.
    OutOfRange,
    /// 422: fields that need mending.
    Invalid,
    /// 429: later.
    TooMany,
    /// 431: headers too large.
    HeadersTooLarge,
    /// 500: ours.
    Internal,
    /// 503: try again soon.
    Unavailable,
    /// 507: the disk is full.
    StorageFull,
}

impl Kind {
    /// The HTTP status that says the same.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::PlanLimit => 402,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::Stale => 412,
            Self::TooLarge => 413,
            Self::TargetTooLong => 414,
            Self::UnsupportedType => 415,
            Self::OutOfRange => 416,
            Self::Invalid => 422,
            Self::TooMany => 429,
            Self::HeadersTooLarge => 431,
            Self::Internal => 500,
            Self::Unavailable => 503,
            Self::StorageFull => 507,
        }
    }
}

/// A named value for a message.
pub type Arg = (&'static str, String);

/// A message key with its arguments: `"topic-locked"` reads the text `error-topic-locked` and is
/// answered to programs as the code `topic_locked`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    key: &'static str,
    args: Vec<Arg>,
}

impl Message {
    /// The key without its `error-`.
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// Adds an argument.
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The key without its `error-`.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The stable code: the key in `snake_case`.
    pub fn code(&self) -> String {
        self.key.replace('-', "_")
    }

    /// The key of the text.
    pub fn text_key(&self) -> String {
        format!("error-{}", self.key)
    }

    /// The arguments of the text.
    pub fn args(&self) -> &[Arg] {
        &self.args
    }
}

/// One field that needs mending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field as the caller wrote it, e.g. `title` or `implementation[0].title`.
    pub name: Cow<'static, str>,
    /// What is wrong and what to do.
    pub message: Message,
}

/// See the module.
#[derive(Debug)]
pub struct Error {
    /// How it ends.
    pub kind: Kind,
    /// What is said.
    pub message: Message,
    /// The fields that need mending; only with [`Kind::Invalid`].
    pub fields: Vec<Field>,
    /// When it makes sense to come back.
    pub retry_after: Option<Duration>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An ending with its message key.
    pub fn new(kind: Kind, key: &'static str) -> Self {
        Self {
            kind,
            message: Message::new(key),
            fields: Vec::new(),
            retry_after: None,
            source: None,
        }
    }

    /// 400: it cannot be read; `key` says why.
    pub fn malformed(key: &'static str) -> Self {
        Self::new(Kind::Malformed, key)
    }

    /// 401 with the general text.
    pub fn unauthenticated() -> Self {
        Self::new(Kind::Unauthenticated, "unauthenticated")
    }

    /// 403; `key` says why.
    pub fn forbidden(key: &'static str) -> Self {
        Self::new(Kind::Forbidden, key)
    }

    /// 404, the same for what never existed and what may not be known.
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "not-found")
    }

    /// 409; `key` says why.
    pub fn conflict(key: &'static str) -> Self {
        Self::new(Kind::Conflict, key)
    }

    /// 422 for a single field.
    pub fn invalid(field: impl Into<Cow<'static, str>>, message: Message) -> Self {
        let mut error = Self::new(Kind::Invalid, "invalid");
        error.fields.push(Field {
            name: field.into(),
            message,
        });
        error
    }

    /// 429 with the time after which one request will pass.
    pub fn too_many(key: &'static str, after: Duration) -> Self {
        Self {
            retry_after: Some(after),
            ..Self::new(Kind::TooMany, key)
        }
    }

    /// 503; try again after a second.
    pub fn unavailable(key: &'static str) -> Self {
        Self {
            retry_after: Some(Duration::from_secs(1)),
            ..Self::new(Kind::Unavailable, key)
        }
    }

    /// 503: a standby takes no changes, now or in a second.
    pub fn standby() -> Self {
        Self::new(Kind::Unavailable, "standby")
    }

    /// 500: a fault of ours. The cause is logged once with the request id and never shown.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(cause.into()),
            ..Self::new(Kind::Internal, "internal")
        }
    }

    /// Adds an argument to the message.
    pub fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.message = self.message.arg(name, value);
        self
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The stable code that programs match on.
    pub fn code(&self) -> String {
        self.message.code()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status(), self.code())?;
        for field in &self.fields {
            write!(f, " {}:{}", field.name, field.message.code())?;
        }
        if let Some(cause) = &self.source {
            write!(f, " ({cause})")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|e| e as &(dyn StdError + 'static))
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::QueueFull | store::Error::Closed => Self::unavailable("busy"),
            store::Error::DiskFull => Self::new(Kind::StorageFull, "storage-full"),
            store::Error::ReadOnly => Self::unavailable("read-only"),
            store::Error::Standby => Self::standby(),
            other => Self::internal(other),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::new(Kind::StorageFull, "storage-full")
            }
            std::io::ErrorKind::ReadOnlyFilesystem => Self::unavailable("read-only"),
            _ => Self::internal(error),
        }
    }
}

/// Collects every field that needs mending, so that a form hears of all at once.
///
/// ```
/// # use platform::error::{Check, Message};
/// # fn title(s: &str) -> Result<String, Message> { Ok(s.to_owned()) }
/// let mut check = Check::default();
/// let title = check.field("title", title("Stuck valve"));
/// check.done()?;
/// # let _ = title; Ok::<(), platform::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Check(Vec<Field>);

impl Check {
    /// Takes a parsed value, or notes what is wrong with the field.
    pub fn field<T>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        parsed: Result<T, Message>,
    ) -> Option<T> {
        parsed.map_err(|message| self.fail(name, message)).ok()
    }

    /// Notes a field that is wrong. Of several faults of one field the first is told.
    pub fn fail(&mut self, name: impl Into<Cow<'static, str>>, message: Message) {
        let name = name.into();
        if self.0.iter().all(|field| field.name != name) {
            self.0.push(Field { name, message });
        }
    }

    /// 422 with all fields, unless all were well.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error {
            fields: self.0,
            ..Error::new(Kind::Invalid, "invalid")
        })
    }

    /// The value of a field that was noted as well; 422 with all fields otherwise.
    pub fn take<T>(self, value: Option<T>) -> Result<T> {
        self.done()?;
        value.ok_or_else(|| Error::internal("a field is missing although none was refused"))
    }
}

//! What the operator sets by file, environment and flags. Pages set [`crate::settings`] instead.

mod load;
mod network;
mod tls;

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroU64},
    path::PathBuf,
    time::Duration,
};

use serde::{Deserialize, Serialize};

pub use load::{ConfigError, Loaded, Source, load, shown};
pub use network::Network;
pub use tls::{Tls, TlsKind, TlsMode};

/// The merged configuration: defaults < `config.toml` < environment < flags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `[server]`
    pub server: Server,
    /// `[store]`
    pub store: Store,
    /// `[standby]`
    pub standby: Standby,
    /// `[limits]`
    pub limits: Limits,
    /// `[backup]`
    pub backup: Backup,
    /// `[audit]`
    pub audit: Audit,
    /// `[log]`
    pub log: Log,
}

/// Where and how the server listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port.
    pub listen: SocketAddr,
    /// The address people type, e.g. `https://hall.example`; links in mails start with it. An
    /// `https` one makes cookies `Secure`.
    pub public_url: Option<String>,
    /// A second address that speaks plain http and sends browsers to the first by https.
    pub redirect_listen: Option<SocketAddr>,
    /// The certificate by which the first address speaks https.
    pub tls: Tls,
    /// Addresses and networks of the proxies that are believed when they say whom they speak for.
    pub trusted_proxies: Vec<Network>,
    /// The header in which they say it. The other one does not count: a proxy hands on what it
    /// does not write itself.
    pub proxy_header: ProxyHeader,
    /// Whether browsers are told to come by https alone for a year, wherever they came by it.
    pub hsts: Hsts,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            redirect_listen: None,
            tls: Tls::default(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            hsts: Hsts::default(),
        }
    }
}

impl Server {
    /// Whether people reach the server by https.
    pub fn is_https(&self) -> bool {
        let public = self.public_url.as_deref();
        self.tls.kind().is_some() || public.is_some_and(|u| u.starts_with("https://"))
    }

    /// Whether browsers that came by https are told to come by it alone. Those that trust a
    /// certificate of the server's own making know its host for other things too.
    pub fn sends_hsts(&self) -> bool {
        match self.hsts {
            Hsts::On => true,
            Hsts::Off => false,
            Hsts::Auto => self.tls.kind() != Some(TlsKind::SelfSigned),
        }
    }
}

/// `Strict-Transport-Security` on answers by https.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hsts {
    /// Sent, unless the server's certificate is one of its own making.
    #[default]
    Auto,
    /// Sent.
    On,
    /// Not sent.
    Off,
}

/// How a proxy says whom it speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
    #[default]
    XForwarded,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// How long superseded generations and removed files stay, in minutes: the longest copy that
    /// is promised to be whole.
    pub retain_minutes: u64,
    /// When superseded generations take more MiB than this, and more than four times the base,
    /// the oldest go early: a copy must be quicker then.
    pub retain_mib: u64,
    /// Read connections.
    pub readers: u32,
    /// Writes that may wait; more are refused with 503.
    pub queue: usize,
    /// The log is folded into a new base when it has grown to so many MiB…
    pub rotate_log_mib: NonZeroU64,
    /// …and to so many percent of the base…
    pub rotate_base_percent: u64,
    /// …and so many minutes have passed since the last time…
    pub rotate_minutes: u64,
    /// …but always when it has grown to so many MiB.
    pub rotate_log_max_mib: NonZeroU64,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            retain_minutes: 60,
            retain_mib: 2048,
            readers: 4,
            queue: 1024,
            rotate_log_mib: const { NonZeroU64::new(64).unwrap() },
            rotate_base_percent: 25,
            rotate_minutes: 10,
            rotate_log_max_mib: const { NonZeroU64::new(1024).unwrap() },
        }
    }
}

impl Store {
    /// [`Self::retain_minutes`] as a duration.
    pub const fn retain(&self) -> Duration {
        Duration::from_secs(self.retain_minutes.saturating_mul(60))
    }
}

/// Snapshots that the server makes of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// Whether one is made each night.
    pub nightly: Switch,
    /// At which hour, by the machine's clock.
    pub hour: Hour,
    /// The newest of so many days stay…
    pub keep_daily: u32,
    /// …of so many weeks…
    pub keep_weekly: u32,
    /// …and of so many months.
    pub keep_monthly: u32,
    /// So many stay that were made by hand, and as many that were made before an upgrade.
    pub keep_others: u32,
    /// None is made when fewer MiB would be free.
    pub spare_mib: u64,
    /// A folder, best on another disk, that each is copied to. It must be there.
    pub copy_to: Option<PathBuf>,
    /// Where drills restore to; the system's folder for temporary files when not set.
    pub scratch: Option<PathBuf>,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            nightly: Switch::On,
            hour: Hour(2),
            keep_daily: 7,
            keep_weekly: 4,
            keep_monthly: 12,
            keep_others: 5,
            spare_mib: 1024,
            copy_to: None,
            scratch: None,
        }
    }
}

/// The audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// So many whole months stay in the database, besides the present one; older ones are archived to
    /// compressed files. With 0 everything stays.
    pub keep_months: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { keep_months: 24 }
    }
}

/// An hour of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Hour(u8);

impl Hour {
    /// From 0 to 23.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Hour {
    type Error = &'static str;

    fn try_from(hour: u8) -> Result<Self, Self::Error> {
        if hour < 24 {
            Ok(Self(hour))
        } else {
            Err("an hour is between 0 and 23")
        }
    }
}

impl From<Hour> for u8 {
    fn from(hour: Hour) -> Self {
        hour.0
    }
}

/// A warm standby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Standby {
    /// How often it looks whether something newer was copied, in seconds.
    pub poll_seconds: NonZeroU32,
}

impl Default for Standby {
    fn default() -> Self {
        Self {
            poll_seconds: const { NonZeroU32::new(5).unwrap() },
        }
    }
}

impl Standby {
    /// [`Self::poll_seconds`] as a duration.
    pub const fn poll(&self) -> Duration {
        Duration::from_secs(self.poll_seconds.get() as u64)
    }
}

/// On or off, as words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// In force.
    #[default]
    On,
    /// Not in force.
    Off,
}

/// Limits on what one address or person may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Rate limits; `off` only for load tests.
    pub rate: Switch,
}

/// Log lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `human` or `json`.
    pub format: LogFormat,
    /// Level per module, e.g. `info,store=debug`.
    pub level: String,
    /// A request that takes so many milliseconds is slow: it is logged and shown to the operator.
    pub slow_ms: u64,
    /// The same for a statement of the database.
    pub slow_statement_ms: u64,
    /// Whether lines also go to files in the data folder: `auto` does so unless the journal has
    /// them.
    pub file: LogFile,
    /// A file of the log holds so many MiB at most…
    pub file_mib: NonZeroU64,
    /// …and there are so many; the oldest gives way.
    pub files: NonZeroU32,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Human,
            level: "info".into(),
            slow_ms: 500,
            slow_statement_ms: 50,
            file: LogFile::Auto,
            file_mib: const { NonZeroU64::new(10).unwrap() },
            files: const { NonZeroU32::new(5).unwrap() },
        }
    }
}

impl Log {
    /// [`Self::slow_ms`] as a duration.
    pub const fn slow(&self) -> Duration {
        Duration::from_millis(self.slow_ms)
    }

    /// [`Self::slow_statement_ms`] as a duration.
    pub const fn slow_statement(&self) -> Duration {
        Duration::from_millis(self.slow_statement_ms)
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// Whether the log is also written to files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFile {
    /// Unless standard error is systemd's journal, which keeps and rotates it itself.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

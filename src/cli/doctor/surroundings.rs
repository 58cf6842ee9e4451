//! What is around the data: configuration, permissions, disk.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use platform::config::{Loaded, Switch, TlsKind};

use super::{Failed, Finding, Patient};

/// Less free space than this deserves a word, in bytes.
const DISK_LOW: u64 = 1024 * 1024 * 1024;
/// Folders whose content must belong to the user who has the data folder.
const OWNED: [&str; 6] = ["", "db", "files", "keys", "search", "logs"];

pub(super) fn configuration(loaded: &Result<Loaded, Failed>) -> Finding {
    match loaded {
        Ok(loaded) if loaded.config.limits.rate == Switch::Off => {
            let why = "rate limits are off, which is for load tests only: take limits.rate away";
            Finding::failed("", why)
        }
        Ok(loaded) => {
            let set = loaded.sources.values();
            let set = set.filter(|s| **s != platform::config::Source::Default);
            Finding::new("", None, format!("{} values set", set.count()))
        }
        Err(Failed::Because(why) | Failed::Misused(why)) => Finding::failed("", why),
    }
}

/// The certificate that the server speaks https by, as the configuration has it.
pub(super) fn certificate(patient: &Patient<'_>) -> Finding {
    let now = patient.clock.now();
    let found = match tls::inspect(&patient.place.data, &patient.config.server, now) {
        Ok(Some(found)) => found,
        Ok(None) => return Finding::new("", None, "none: plain http is configured"),
        Err(refused) => return Finding::failed("", refused),
    };
    let (kind, mend) = match found.kind {
        TlsKind::Files => ("from files", "put a new one there"),
        TlsKind::SelfSigned => (
            "self-signed",
            "a running server makes another: start it anew",
        ),
        TlsKind::Acme => (
            "from an authority",
            "a running server orders another: start it anew",
        ),
    };
    let shown = found.certificate.as_ref();
    let note = shown.map_or_else(
        || format!("{kind}; there is none yet, the server gets it when it runs"),
        |c| format!("{kind}, for {}, until {}", c.names.join(", "), c.expires_at),
    );
    let soon = shown.filter(|_| found.ends_soon(now));
    let soon = soon.map(|c| {
        let (names, ends) = (c.names.join(", "), c.expires_at);
        format!("the one for {names} ends at {ends}: {mend}")
    });
    let failure = found.failure.as_ref().map(|failure| {
        let (why, since) = (failure.why.trim_end_matches('.'), failure.since);
        let again = failure
            .again_at
            .map(|at| format!("; a running server tries again at {at}"));
        format!(
            "{note}; none was given since {since} ({why}){}",
            again.unwrap_or_default()
        )
    });
    Finding::new("", failure.or(soon), note)
}

pub(super) fn permissions(data: &Path) -> Finding {
    match open_to_others(data).and_then(|open| Ok(open.or(of_others(data)?))) {
        Ok(wrong) => Finding::new("", wrong, "open to this user only"),
        Err(error) => Finding::failed("", error),
    }
}

/// The data folder, the keys or one of them, if others may look in.
fn open_to_others(data: &Path) -> std::io::Result<Option<String>> {
    let keys = data.join("keys");
    let mut private = vec![(data.to_owned(), 0o700)];
    if keys.is_dir() {
        for entry in fs::read_dir(&keys)? {
            private.push((entry?.path(), 0o600));
        }
        private.push((keys, 0o700));
    }
    for (path, most) in private {
        let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
        if mode & !most != 0 {
            let path = path.display();
            return Ok(Some(format!(
                "{path} is open to others ({mode:o}): chmod {most:o} it"
            )));
        }
    }
    Ok(None)
}

/// A file that belongs to another user than the folder does: a command was run as root, say.
fn of_others(data: &Path) -> std::io::Result<Option<String>> {
    let owner = fs::metadata(data)?.uid();
    let mut folders: Vec<PathBuf> = OWNED.iter().map(|name| data.join(name)).collect();
    folders.extend(newest(&data.join("db"))?);
    for folder in folders.iter().filter(|f| f.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            // A server may take a file away meanwhile.
            let Ok(facts) = fs::symlink_metadata(&path) else {
                continue;
            };
            if facts.uid() != owner {
                let (path, data) = (path.display(), data.display());
                return Ok(Some(format!(
                    "{path} belongs to another user than {data}: chown -R {owner} {data}"
                )));
            }
        }
    }
    Ok(None)
}

/// The newest generation's folder.
fn newest(db: &Path) -> std::io::Result<Option<PathBuf>> {
    if !db.is_dir() {
        return Ok(None);
    }
    let entries = fs::read_dir(db)?.filter_map(Result::ok);
    Ok(entries.map(|e| e.path()).filter(|p| p.is_dir()).max())
}

pub(super) fn disk(data: &Path) -> Finding {
    let facts = match rustix::fs::statvfs(data) {
        Ok(facts) => facts,
        Err(error) => return Finding::failed("", std::io::Error::from(error)),
    };
    let free = facts.f_bavail.saturating_mul(facts.f_frsize);
    let mib = free >> 20;
    let wrong = if facts.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        Some("is mounted read-only: nothing can be written".to_owned())
    } else if facts.f_files > 0 && facts.f_favail == 0 {
        Some("has no room for another file, however small".to_owned())
    } else {
        (free < DISK_LOW).then(|| format!("only {mib} MiB are free"))
    };
    Finding::new("", wrong, format!("{mib} MiB free"))
}

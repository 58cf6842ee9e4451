//! Merges defaults, `config.toml`, environment and flags, and remembers where each value is from.

use std::{collections::BTreeMap, fmt, path::Path};

use toml::{Table, Value};

use super::Config;

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// `config.toml`.
    File,
    /// This environment variable.
    Environment(String),
    /// This flag.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File => f.write_str("config.toml"),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// The merged configuration with its sources, by dotted key.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// `server.listen` → where from.
    pub sources: BTreeMap<String, Source>,
}

/// Why a configuration is refused; one sentence that says where and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// A variable that is no configuration key: it says where the configuration is.
const DATA_VARIABLE: &str = "GUILDHALL_DATA";
/// Variables with a short name, and their keys.
const SHORT_NAMES: [(&str, &str); 1] = [("GUILDHALL_LISTEN", "server.listen")];

/// Loads the configuration of a data folder. `environment` gives all variables, `flags` pairs of
/// dotted key and (flag, value).
pub fn load(
    data: &Path,
    environment: impl Iterator<Item = (String, String)>,
    flags: &[(&str, &'static str, String)],
) -> Result<Loaded, ConfigError> {
    let mut merged = default_table()?;
    let mut sources: BTreeMap<String, Source> = dotted(&merged)
        .into_keys()
        .map(|key| (key, Source::Default))
        .collect();
    let file = data.join("config.toml");
    if let Some(table) = read_file(&file)? {
        for (key, value) in dotted(&table) {
            set(&mut merged, &key, value);
            sources.insert(key, Source::File);
        }
    }
    for (name, text) in environment {
        let Some(rest) = name.strip_prefix("GUILDHALL_") else {
            continue;
        };
        if name == DATA_VARIABLE {
            continue;
        }
        let short = SHORT_NAMES.iter().find(|(short, _)| *short == name);
        let key = match short {
            Some((_, key)) => (*key).to_owned(),
            None => rest.replace("__", ".").to_lowercase(),
        };
        take_text(&mut merged, &sources, &key, &text, &name)?;
        sources.insert(key, Source::Environment(name));
    }
    for (key, flag, text) in flags {
        take_text(&mut merged, &sources, key, text, flag)?;
        sources.insert((*key).to_owned(), Source::Flag(flag));
    }
    let config = Value::Table(merged)
        .try_into()
        .map_err(|e: toml::de::Error| ConfigError(e.to_string()))?;
    Ok(Loaded { config, sources })
}

fn default_table() -> Result<Table, ConfigError> {
    Table::try_from(Config::default()).map_err(|e| ConfigError(e.to_string()))
}

fn read_file(path: &Path) -> Result<Option<Table>, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(ConfigError(format!("{}: {error}", path.display()))),
    };
    // Read as the whole configuration first: its errors name line, key and what is allowed.
    let complain = |e: toml::de::Error| {
        ConfigError(format!("{}: {}", path.display(), e.to_string().trim_end()))
    };
    toml::from_str::<Config>(&text).map_err(complain)?;
    toml::from_str::<Table>(&text).map(Some).map_err(complain)
}

/// Sets a value that came as text, in the type that the key has.
fn take_text(
    merged: &mut Table,
    sources: &BTreeMap<String, Source>,
    key: &str,
    text: &str,
    origin: &str,
) -> Result<(), ConfigError> {
    if !sources.contains_key(key) && !OPTIONAL_KEYS.contains(&key) {
        let known: Vec<_> = sources
            .keys()
            .map(String::as_str)
            .chain(OPTIONAL_KEYS)
            .collect();
        return Err(ConfigError(format!(
            "{origin}: there is no key {key}; there are {}",
            known.join(", ")
        )));
    }
    let as_toml = |text: &str| {
        toml::from_str::<Table>(&format!("v = {text}"))
            .ok()?
            .remove("v")
    };
    let candidates = [Some(Value::String(text.to_owned())), as_toml(text)];
    let mut complaint = String::new();
    for value in candidates.into_iter().flatten() {
        let mut attempt = merged.clone();
        set(&mut attempt, key, value);
        match Value::Table(attempt.clone()).try_into::<Config>() {
            Ok(_) => {
                *merged = attempt;
                return Ok(());
            }
            Err(error) => error.message().clone_into(&mut complaint),
        }
    }
    Err(ConfigError(format!(
        "{origin}: {text:?} is no value for {key}: {complaint}"
    )))
}

/// Keys without a default, which therefore do not show in the table of defaults.
const OPTIONAL_KEYS: [&str; 8] = [
    "backup.copy_to",
    "backup.scratch",
    "server.public_url",
    "server.redirect_listen",
    "server.tls.acme_email",
    "server.tls.acme_root",
    "server.tls.cert",
    "server.tls.key",
];

fn dotted(table: &Table) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                all.extend(
                    dotted(inner)
                        .into_iter()
                        .map(|(k, v)| (format!("{key}.{k}"), v)),
                );
            }
            value => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
    all
}

fn set(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table
                .entry(first)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

/// The merged values, one `(key, value, source)` a line, for `config show`.
pub fn shown(loaded: &Loaded) -> Vec<(String, String, String)> {
    let table = Table::try_from(&loaded.config).unwrap_or_default();
    dotted(&table)
        .into_iter()
        .map(|(key, value)| {
            let source = loaded
                .sources
                .get(&key)
                .unwrap_or(&Source::Default)
                .to_string();
            (key, value.to_string(), source)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn load_with(
        file: &str,
        env: &[(&str, &str)],
        flags: &[(&str, &'static str, String)],
    ) -> Result<Loaded, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), file).unwrap();
        let env = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(folder.path(), env, flags).map_err(|e| e.to_string())
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let file = "[server]\nlisten = \"127.0.0.1:1\"\n[store]\nreaders = 3\n";
        let env = [
            ("GUILDHALL_SERVER__LISTEN", "127.0.0.1:2"),
            ("GUILDHALL_LIMITS__RATE", "off"),
        ];
        let flags = [("server.listen", "--listen", "127.0.0.1:3".to_owned())];
        let loaded = load_with(file, &env, &flags).unwrap();
        assert_eq!(loaded.config.server.listen.port(), 3);
        assert_eq!(loaded.config.store.readers, 3);
        assert_eq!(loaded.config.limits.rate, super::super::Switch::Off);
        assert_eq!(loaded.sources["store.readers"], Source::File);
        assert_eq!(loaded.sources["server.listen"], Source::Flag("--listen"));
        assert_eq!(loaded.sources["log.level"], Source::Default);
    }

    #[test]
    fn a_mistake_is_named_with_its_place_and_what_is_allowed() {
        for (file, env, said) in [
            ("[server]\nlisten = 5\n", None, "listen"),
            ("[server]\nport = 5\n", None, "expected one of"),
            ("[limits]\nrate = \"maybe\"\n", None, "`on` or `off`"),
            ("nonsense", None, "config.toml"),
            (
                "",
                Some(("GUILDHALL_SERVER__PORT", "5")),
                "there is no key server.port",
            ),
            (
                "",
                Some(("GUILDHALL_STORE__READERS", "many")),
                "is no value for store.readers",
            ),
        ] {
            let env: Vec<_> = env.into_iter().collect();
            let complaint = load_with(file, &env, &[]).unwrap_err();
            assert!(complaint.contains(said), "{file:?} {env:?}: {complaint}");
        }
    }
}

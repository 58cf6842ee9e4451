//! A folder with a store in it, and ways to look at it and to harm it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use store::{Error, Migration, OpenError, Opened, Options, Reader, RotateLimits, Store, params};
use tempfile::TempDir;

pub fn migration(name: &str, sql: &str) -> Migration {
    Migration {
        name: name.to_owned(),
        sql: sql.to_owned(),
    }
}

pub fn options() -> Options {
    let sql = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
               CREATE TABLE line (
                   note_id INTEGER NOT NULL REFERENCES note (id),
                   number INTEGER NOT NULL CHECK (number > 0)
               ) STRICT;";
    Options {
        migrations: vec![migration("0001_note", sql)],
        readers: 2,
        ..Options::default()
    }
}

/// Folds the log into a new base as soon as more is in it than its builder's commit.
pub fn rotating() -> Options {
    let rotate = RotateLimits {
        log_bytes_min: 10_000,
        base_percent: 0,
        interval_min: Duration::ZERO,
        ..RotateLimits::default()
    };
    Options {
        rotate,
        ..options()
    }
}

/// A data folder of its own.
pub struct Folder {
    dir: TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder that was used and closed, with these notes in its first generation.
    pub fn with(texts: &[&str]) -> Self {
        let folder = Self::new();
        let store = folder.open();
        for text in texts {
            add(&store, text).unwrap();
        }
        store.close();
        folder
    }

    /// The same, with the notes in generation 2 and `later` written there.
    pub fn rotated_with(texts: &[&str], later: &[&str]) -> Self {
        let folder = Self::with(texts);
        let (store, _) = folder.open_with(rotating()).unwrap();
        wait_for_generation(&store, 2);
        drop(store);
        let store = folder.open();
        for text in later {
            add(&store, text).unwrap();
        }
        store.close();
        folder
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join("db").join(name)
    }

    /// Whether a generation was superseded for long enough: its names are there, but nothing else.
    pub fn is_emptied(&self, number: u32) -> bool {
        let marker = fs::read(self.file(&format!("g{number:08}/base.json")));
        marker.is_ok_and(|marker| marker == b"superseded\n") && self.bytes_of(number) == 0
    }

    /// Bytes of a generation's base and log.
    pub fn bytes_of(&self, number: u32) -> u64 {
        let files = ["guildhall.db", "guildhall.db-wal"];
        let bytes = files.map(|file| fs::metadata(self.file(&format!("g{number:08}/{file}"))));
        bytes
            .into_iter()
            .map(|found| found.map_or(0, |file| file.len()))
            .sum()
    }

    pub fn has(&self, name: &str) -> bool {
        self.file(name).exists()
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.file(name)).unwrap();
    }

    /// Changes one byte. Counted from the end when negative.
    pub fn flip(&self, name: &str, at: i64) {
        let mut bytes = fs::read(self.file(name)).unwrap();
        let at = if at < 0 { bytes.len() as i64 + at } else { at };
        bytes[at as usize] ^= 0x20;
        fs::write(self.file(name), bytes).unwrap();
    }

    pub fn truncate(&self, name: &str, size: u64) {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(self.file(name))
            .unwrap();
        file.set_len(size).unwrap();
    }

    pub fn size(&self, name: &str) -> u64 {
        fs::metadata(self.file(name)).unwrap().len()
    }

    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy_all(self.path(), copy.path());
        copy
    }

    pub fn open(&self) -> Store {
        self.open_with(options()).unwrap().0
    }

    pub fn open_with(&self, options: Options) -> Result<(Store, Opened), OpenError> {
        Store::open(self.path(), options)
    }

    /// Opens and reads all notes.
    pub fn texts(&self) -> Vec<String> {
        texts(&self.open())
    }

    /// Why it does not open, with this folder's path left out.
    pub fn refusal(&self) -> String {
        self.refusal_with(options())
    }

    pub fn refusal_with(&self, options: Options) -> String {
        let text = self.open_with(options).err().unwrap().to_string();
        text.replace(&format!("{}/", self.path().display()), "")
    }

    /// Every file with its content, to see that nothing was touched.
    pub fn content(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = Vec::new();
        walk(self.path(), &mut |path| {
            all.push((path.to_owned(), fs::read(path).unwrap()));
        });
        all.sort();
        all
    }
}

impl Folder {
    /// The path of every file.
    pub fn names(&self) -> std::collections::BTreeSet<PathBuf> {
        let mut all = std::collections::BTreeSet::new();
        walk(self.path(), &mut |path| {
            all.insert(path.to_owned());
        });
        all
    }
}

fn walk(dir: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, each);
        } else {
            each(&path);
        }
    }
}

pub fn copy_all(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy_all(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

pub fn wait_for(what: &str, done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub fn wait_for_generation(store: &Store, number: u32) {
    wait_for("a rotation", || store.facts().generation == number);
}

pub fn add(store: &Store, text: &str) -> Result<usize, Error> {
    let text = text.to_owned();
    store.write_blocking(move |tx| tx.execute("INSERT INTO note (text) VALUES (?1)", params![text]))
}

pub fn notes(db: &Reader<'_>) -> Result<Vec<String>, Error> {
    db.all("SELECT text FROM note ORDER BY id", [], |row| row.get(0))
}

pub fn texts(store: &Store) -> Vec<String> {
    store.read_blocking(notes).unwrap()
}

#[expect(clippy::panic, reason = "what a closure does here is to panic")]
pub fn panic<E>() -> Result<(), E> {
    panic!("a fault")
}

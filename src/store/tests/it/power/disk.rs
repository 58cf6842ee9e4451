//! A disk that keeps what it was told to keep, and of the rest what it likes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::trace::Event;

type Content = Arc<Vec<u8>>;

/// Blocks are written as a whole or not at all.
const BLOCK: usize = 4096;

/// What a power cut leaves beside what was synced.
#[derive(Debug, Clone, Copy)]
pub enum Rest {
    /// Nothing.
    Nothing,
    /// Everything.
    Everything,
    /// Here and there a name, here and there a block: another choice for each number.
    Some(u64),
}

#[derive(Default)]
struct File {
    now: Content,
    durable: Content,
    /// What a sync that has begun will make durable.
    syncing: Option<Content>,
}

/// A name leads to a file, or is that of a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    File(usize),
    Folder,
}

/// The part of the disk under one folder.
pub struct Disk {
    root: PathBuf,
    files: Vec<File>,
    now: BTreeMap<PathBuf, Entry>,
    durable: BTreeMap<PathBuf, Entry>,
    /// Names as they were when the sync of a folder began.
    syncing: HashMap<PathBuf, Vec<(PathBuf, Entry)>>,
}

impl Disk {
    /// A folder as it stands, all of it durable.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            files: Vec::new(),
            now: BTreeMap::new(),
            durable: BTreeMap::new(),
            syncing: HashMap::new(),
        };
        disk.take_in(root);
        disk.durable = disk.now.clone();
        disk
    }

    fn take_in(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.take_in(&path);
                self.now.insert(path, Entry::Folder);
            } else {
                let content = Arc::new(fs::read(&path).unwrap());
                self.files.push(File {
                    now: Arc::clone(&content),
                    durable: content,
                    syncing: None,
                });
                self.now.insert(path, Entry::File(self.files.len() - 1));
            }
        }
    }

    /// Does what the process did. Files elsewhere do not matter.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Create { path, truncate } if path.starts_with(&self.root) => {
                if !self.now.contains_key(path) {
                    self.files.push(File::default());
                    let new = Entry::File(self.files.len() - 1);
                    self.now.insert(path.clone(), new);
                }
                if *truncate && let Some(content) = self.content(path) {
                    content.clear();
                }
            }
            Event::MakeFolder(path) if path.starts_with(&self.root) => {
                self.now.insert(path.clone(), Entry::Folder);
            }
            Event::Write { path, at, bytes } => {
                if let Some(content) = self.content(path) {
                    let (begin, end) = (*at as usize, *at as usize + bytes.len());
                    content.resize(content.len().max(end), 0);
                    content[begin..end].copy_from_slice(bytes);
                }
            }
            Event::Truncate { path, size } => {
                if let Some(content) = self.content(path) {
                    content.resize(*size as usize, 0);
                }
            }
            Event::SyncBegins(path) => self.sync_begins(path),
            Event::Synced(path) => self.synced(path),
            Event::Remove(path) => {
                self.now.remove(path);
            }
            Event::Create { .. } | Event::MakeFolder(_) | Event::Said(_) => {}
        }
    }

    fn content(&mut self, path: &Path) -> Option<&mut Vec<u8>> {
        match self.now.get(path)? {
            Entry::File(file) => Some(Arc::make_mut(&mut self.files[*file].now)),
            Entry::Folder => None,
        }
    }

    fn sync_begins(&mut self, path: &Path) {
        if let Some(Entry::File(file)) = self.now.get(path) {
            let file = &mut self.files[*file];
            file.syncing = Some(Arc::clone(&file.now));
        } else {
            let names = names_in(&self.now, path);
            self.syncing.insert(path.to_owned(), names);
        }
    }

    fn synced(&mut self, path: &Path) {
        if let Some(Entry::File(file)) = self.now.get(path) {
            let file = &mut self.files[*file];
            let now = Arc::clone(&file.now);
            file.durable = file.syncing.take().unwrap_or(now);
        } else {
            let names = self.syncing.remove(path);
            let names = names.unwrap_or_else(|| names_in(&self.now, path));
            self.durable.retain(|name, _| name.parent() != Some(path));
            self.durable.extend(names);
        }
    }

    /// Makes a folder that holds what a power cut now would leave.
    pub fn after_power_cut(&self, rest: Rest, to: &Path) {
        let mut chance = match rest {
            Rest::Some(number) => Chance(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1),
            Rest::Nothing | Rest::Everything => Chance(1),
        };
        let mut survives = move || match rest {
            Rest::Nothing => false,
            Rest::Everything => true,
            Rest::Some(_) => chance.heads(),
        };
        // In the order of their names a folder comes before what is in it.
        let mut names: Vec<_> = self.now.keys().chain(self.durable.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let (now, durable) = (self.now.get(name), self.durable.get(name));
            let entry = if now == durable || survives() {
                now
            } else {
                durable
            };
            let path = to.join(name.strip_prefix(&self.root).unwrap());
            let has_folder = path.parent().is_some_and(Path::exists);
            match entry {
                Some(Entry::Folder) if has_folder => fs::create_dir(&path).unwrap(),
                Some(Entry::File(file)) if has_folder => {
                    let content = self.files[*file].after_power_cut(&mut survives);
                    fs::write(&path, content).unwrap();
                }
                _ => {}
            }
        }
    }
}

impl File {
    fn after_power_cut(&self, survives: &mut impl FnMut() -> bool) -> Vec<u8> {
        let length = if survives() { &self.now } else { &self.durable }.len();
        let mut left = vec![0; length];
        for (block, begin) in (0..length).step_by(BLOCK).enumerate() {
            let end = length.min((block + 1) * BLOCK);
            let same = self.now.get(begin..end) == self.durable.get(begin..end);
            let from = if same || survives() {
                &self.now
            } else {
                &self.durable
            };
            let part = from.get(begin..end.min(from.len())).unwrap_or_default();
            left[begin..begin + part.len()].copy_from_slice(part);
        }
        left
    }
}

fn names_in(all: &BTreeMap<PathBuf, Entry>, folder: &Path) -> Vec<(PathBuf, Entry)> {
    let inside = all.iter().filter(|(name, _)| name.parent() == Some(folder));
    inside.map(|(name, entry)| (name.clone(), *entry)).collect()
}

/// The same choices for the same number.
struct Chance(u64);

impl Chance {
    fn heads(&mut self) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 40 & 1 == 0
    }
}

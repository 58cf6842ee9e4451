//! Stories about whole indexes.
#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod access;
mod answers;
mod damage;
mod hostile;
mod segments;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::{Answer, Document, Index, Keep, Options, Request};

/// An index in a folder of its own, under a clock that the test owns.
struct Place {
    folder: tempfile::TempDir,
    seconds: Arc<AtomicU64>,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            seconds: Arc::default(),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn open(&self) -> Index {
        self.open_keeping(Keep::default())
    }

    fn open_keeping(&self, keep: Keep) -> Index {
        let seconds = Arc::clone(&self.seconds);
        let clock = Arc::new(move || Duration::from_secs(seconds.load(Ordering::Relaxed)));
        Index::open(
            self.path(),
            Options {
                keep,
                ..Options::new(clock)
            },
        )
    }

    fn pass(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A new index with these documents.
    fn with(&self, documents: Vec<Document>) -> Index {
        let index = self.open();
        let mut rebuild = index.rebuild().unwrap();
        rebuild.add(documents).unwrap();
        rebuild.finish(1).unwrap();
        index
    }
}

fn id(number: u8) -> [u8; 16] {
    [number; 16]
}

/// A topic that everybody may see.
fn topic(number: u8, title: &str, body: &str) -> Document {
    Document {
        access: vec!["public".to_owned()],
        title: title.to_owned(),
        body: body.to_owned(),
        created_at: i64::from(number) * 1000,
        ..Document::new("topic", id(number))
    }
}

fn ask(index: &Index, text: &str, viewer: &[&str]) -> Answer {
    let request = Request {
        text: text.to_owned(),
        viewer_terms: viewer.iter().map(|&term| term.to_owned()).collect(),
        limit: 20,
        ..Request::default()
    };
    index.search(&request).unwrap()
}

/// The first bytes of the ids of what is found, best first.
fn found(index: &Index, text: &str) -> Vec<u8> {
    ask(index, text, &["public"])
        .hits
        .iter()
        .map(|hit| hit.id[0])
        .collect()
}

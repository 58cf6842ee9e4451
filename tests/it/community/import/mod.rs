//! Dumps of other communities.

mod broken;
mod french_meta;
mod limits;

use std::{fs, path::Path};

use community::import::stackexchange::{self, Options, Report};
use platform::App;

/// Runs an import as the command does, and makes it findable.
pub async fn import(app: &App, options: Options) -> Report {
    let app = app.clone();
    let work = move || stackexchange::run(&app, &options, &|_| ()).unwrap();
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// A dump of a few rows; each is given as its attributes.
pub struct Dump {
    pub folder: tempfile::TempDir,
}

impl Dump {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn write(&self, file: &str, rows: &[&str]) {
        let root = file.trim_end_matches(".xml").to_lowercase();
        let rows: Vec<_> = rows.iter().map(|r| format!("  <row {r} />\n")).collect();
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root}>\n{}</{root}>\n",
            rows.concat()
        );
        self.write_raw(file, &text);
    }

    pub fn write_raw(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn options(&self) -> Options {
        Options {
            name: Some("small".into()),
            ..Options::new(self.path())
        }
    }
}

/// A question with everything that rows must have.
pub fn question(id: i64, title: &str, more: &str) -> String {
    format!(
        "Id=\"{id}\" PostTypeId=\"1\" CreationDate=\"2015-01-0{}T10:00:00.000\" Title=\"{title}\" Tags=\"|valve|\" Body=\"&lt;p&gt;A body of question {id}.&lt;/p&gt;\" {more}",
        1 + id % 9
    )
}

/// An answer to a question.
pub fn answer(id: i64, question: i64, more: &str) -> String {
    format!(
        "Id=\"{id}\" PostTypeId=\"2\" ParentId=\"{question}\" CreationDate=\"2015-02-0{}T10:00:00.000\" Body=\"&lt;p&gt;Answer {id}.&lt;/p&gt;\" {more}",
        1 + id % 9
    )
}

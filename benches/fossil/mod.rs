//! The forum of `fossil` with the same content: a peer that is one executable and SQLite, too.
#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]
//! Its pages are asked for by `localhost`, whom it takes for its administrator when told to.

use std::{
    net::SocketAddr,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::support::{Process, fetch, free_address, send, wait_for};

/// A topic with its replies.
pub struct Topic {
    pub title: String,
    pub text: String,
    pub replies: Vec<String>,
}

/// A repository with a filled forum. The first topic is the one with replies.
pub struct Forum {
    folder: TempDir,
    first: String,
}

impl Forum {
    /// Fills a new one through its own pages.
    pub fn with(topics: impl Iterator<Item = Topic>) -> Self {
        let mut forum = Self {
            folder: tempfile::tempdir().unwrap(),
            first: String::new(),
        };
        forum.tell(&["new", "--admin-user", "bench"]);
        // Everyone may read the forum, as guests may here.
        forum.tell(&["user", "capabilities", "nobody", "2", "-R"]);
        let (_server, address) = forum.serve(true);
        for topic in topics {
            let fields = [("title", topic.title.as_str()), ("content", &topic.text)];
            let id = post(address, "/forume1", &fields);
            for reply in &topic.replies {
                let fields = [("fpid", id.as_str()), ("reply", "1"), ("content", reply)];
                post(address, "/forume2", &fields);
            }
            if forum.first.is_empty() {
                forum.first = id;
            }
        }
        forum
    }

    /// The page of the first topic.
    pub fn topic(&self) -> String {
        format!("/forumpost/{}", self.first)
    }

    /// Serves it; to a guest, or to its administrator without signing in.
    pub fn serve(&self, signed_in: bool) -> (Process, SocketAddr) {
        let address = free_address();
        let mut command = Command::new("fossil");
        command.args(["server", "--localhost", "--port"]);
        command.arg(address.port().to_string());
        if signed_in {
            command.arg("--localauth");
        }
        let child = command
            .arg(self.repository())
            .env("HOME", self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        wait_for(address);
        assert_eq!(
            fetch(address, "/forum", "").0,
            200,
            "fossil does not answer"
        );
        (Process(child.unwrap()), address)
    }

    fn repository(&self) -> PathBuf {
        self.folder.path().join("forum.fossil")
    }

    fn tell(&self, words: &[&str]) {
        let told = Command::new("fossil")
            .args(words)
            .arg(self.repository())
            .env("HOME", self.folder.path())
            .env("USER", "bench")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&told.stderr);
        assert!(told.status.success(), "fossil {words:?}: {said}");
    }
}

/// Sends a form and answers with the id of what it made.
fn post(address: SocketAddr, path: &str, fields: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.extend_pairs([("mimetype", "text/x-markdown"), ("submit", "Submit")]);
    let header = format!(
        "Referer: http://localhost{path}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let (status, body) = send(address, "POST", path, &header, &form.finish());
    assert_eq!(status, 302, "{path}: {body}");
    let id = body.split("/forumpost/").nth(1).unwrap();
    id.trim()
        .chars()
        .take_while(char::is_ascii_hexdigit)
        .collect()
}

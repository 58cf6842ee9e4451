//! The server by https, as a process of its own.

mod acme;
mod authority;
pub mod client;
mod files;
mod own;
mod stopping;

use std::path::Path;

use super::server::Server;
use client::Authority;

/// A data folder and, beside it, a folder for certificates.
struct Place {
    folder: tempfile::TempDir,
    authority: Authority,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            authority: Authority::new(),
        }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What names the pair beside the data folder.
    fn files(&self) -> [(&'static str, String); 2] {
        let path = |name: &str| self.path().join(name).display().to_string();
        [
            ("GUILDHALL_SERVER__TLS__CERT", path("cert.pem")),
            ("GUILDHALL_SERVER__TLS__KEY", path("key.pem")),
        ]
    }

    /// A server with the pair beside the data folder.
    fn serve(&self) -> Server {
        let mut command = super::guildhall(&self.data());
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Server::run(command.envs(self.files()))
    }
}

//! What a server shows while it brings the data of a former version up to date, or reads all of a
//! copied folder: that it does, and how far it is. A start that has nothing of the kind to do never
//! comes here.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use platform::{config, time::Clock};
use store::{Step, Watch, lock};
use tls::Tls;
use tokio::runtime::Handle;
use web::waiting::{self, Sign, Wait};

use super::{Failed, desktop, front::Front, say, supervisor};

/// See the module.
pub(super) struct Meanwhile {
    pub(super) data: PathBuf,
    pub(super) server: config::Server,
    /// Whether somebody chose the address.
    pub(super) was_chosen: bool,
    pub(super) clock: Clock,
    pub(super) runtime: Handle,
}

/// What has become of it.
#[derive(Default)]
enum State {
    #[default]
    Unused,
    Shown(Sign, Box<Front>),
    /// It could not be shown; the start goes on all the same, and fails by it at its end.
    Failed,
}

/// Where the front is found when the start is over.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<Mutex<State>>);

impl Kept {
    /// The front, when it had to answer already.
    pub(super) fn take(&self) -> Option<Front> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::take(&mut *state) {
            State::Shown(_, front) => Some(*front),
            State::Unused | State::Failed => None,
        }
    }
}

impl Meanwhile {
    /// What tells of the steps, and where the front is found afterwards.
    pub(super) fn watch(self) -> (Watch, Kept) {
        let kept = Kept::default();
        let told = kept.clone();
        let watch = Watch::new(move |step| {
            let mut state = told.0.lock().unwrap_or_else(PoisonError::into_inner);
            self.tell(&mut state, wait(step));
        });
        (watch, kept)
    }

    fn tell(&self, state: &mut State, wait: Wait) {
        supervisor::preparing(&status(wait));
        match state {
            State::Shown(sign, _) => sign.set(wait),
            State::Failed => {}
            State::Unused => {
                let sign = Sign::new(wait);
                *state = match self.open(sign.clone()) {
                    Ok(front) => State::Shown(sign, Box::new(front)),
                    Err(Failed::Because(why) | Failed::Misused(why)) => {
                        tracing::warn!("Nothing is shown meanwhile: {why}");
                        State::Failed
                    }
                };
            }
        }
    }

    fn open(&self, sign: Sign) -> Result<Front, Failed> {
        let _runtime = self.runtime.enter();
        let tls = Tls::open(&self.data, &self.server, self.clock.now());
        let tls = tls.map_err(|e| Failed::Misused(e.to_string()))?;
        let mut front = Front::bind(&self.server, self.was_chosen, tls)?;
        let (what, url) = (status(sign.get()), front.url());
        front.hold(waiting::router(sign))?;
        lock::note_url(&self.data, &url);
        say(format_args!("{what}; {url} shows how far it is."));
        desktop::open(&url);
        Ok(front)
    }
}

const fn wait(step: Step) -> Wait {
    match step {
        Step::Comparing => Wait::Check,
        Step::Building { step, of } => Wait::Upgrade { step, of },
    }
}

/// For the terminal and the service manager.
fn status(wait: Wait) -> String {
    match wait {
        Wait::Copy => "Waiting for the first copy".to_owned(),
        Wait::Check => "Checking the data".to_owned(),
        Wait::Upgrade { step, of } => format!("Bringing the data up to date, step {step} of {of}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::{
        io::{Read, Write},
        net::{SocketAddr, TcpStream},
        path::Path,
        sync::mpsc::{Receiver, SyncSender, sync_channel},
        thread::JoinHandle,
        time::Duration,
    };

    use platform::{App, config::Config};
    use store::{OpenError, Options, Store};

    use super::*;

    /// A start of a folder whose last migrations are waiting; every step waits to be let go on.
    struct Held {
        starting: JoinHandle<(App, Kept)>,
        address: Receiver<(Step, SocketAddr)>,
        go_on: SyncSender<()>,
        runtime: tokio::runtime::Runtime,
    }

    impl Held {
        fn start(data: &Path, waiting: usize) -> Self {
            let mut migrations = crate::migrations();
            migrations.truncate(migrations.len() - waiting);
            let former = Options {
                migrations,
                ..Options::default()
            };
            Store::open(data, former).unwrap().0.close();
            let mut config = Config::default();
            config.server.listen = SocketAddr::from(([127, 0, 0, 1], 0));
            config.backup.spare_mib = 0;
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let (watch, kept) = Meanwhile {
                data: data.to_owned(),
                server: config.server.clone(),
                was_chosen: true,
                clock: Clock::system(),
                runtime: runtime.handle().clone(),
            }
            .watch();
            let ((told, address), (go_on, held)) = (sync_channel(0), sync_channel(0));
            // Between threads that take turns there is no more than one.
            let held = Mutex::new(held);
            let at = kept.clone();
            let watch = Watch::new(move |step| {
                watch.tell(step);
                let address = match &*at.0.lock().unwrap() {
                    State::Shown(_, front) => front.address,
                    State::Unused | State::Failed => return,
                };
                told.send((step, address)).unwrap();
                held.lock().unwrap().recv().unwrap();
            });
            let data = data.to_owned();
            let starting = std::thread::spawn(move || {
                let options = crate::StartOptions {
                    watch,
                    ..crate::StartOptions::default()
                };
                let (app, _) = crate::start(&data, config, Clock::system(), &options).unwrap();
                (app, kept)
            });
            Self {
                starting,
                address,
                go_on,
                runtime,
            }
        }
    }

    /// A request on a connection that stays open; head and body of the answer.
    fn ask(stream: &mut TcpStream, path: &str, language: &str) -> (String, String) {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: {language}\r\nAccept-Encoding: identity\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length = length.split("\r\n").next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }

    fn connect(address: SocketAddr) -> TcpStream {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        stream
    }

    /// The page, the calls and what supervisors ask, at a step of five.
    fn shows(stream: &mut TcpStream, n: u32) {
        let (head, page) = ask(stream, "/forum?page=2", "en");
        assert!(head.starts_with("HTTP/1.1 503"), "{head}");
        for part in [
            "retry-after: 5\r\n",
            "content-security-policy: default-src 'none'",
            "nosniff",
            "cache-control: no-store",
        ] {
            assert!(head.contains(part), "{part} in {head}");
        }
        assert!(
            page.contains("<h1>Guildhall is being brought up to date</h1>"),
            "{page}"
        );
        assert!(page.contains(&format!("step {n} of 5.")), "{page}");
        assert!(
            page.contains(r#"<meta http-equiv="refresh" content="5">"#),
            "{page}"
        );
        assert!(!page.contains("<script"), "{page}");
        let (_, page) = ask(stream, "/", "ar");
        assert!(
            page.contains(r#"dir="rtl""#) && page.contains(&format!("الخطوة {n} من 5")),
            "{page}"
        );
        assert!(
            ask(stream, "/health/live", "en")
                .0
                .starts_with("HTTP/1.1 200")
        );
        for path in ["/health/ready", "/api/v1/forum/topics"] {
            let (head, body) = ask(stream, path, "en");
            assert!(head.starts_with("HTTP/1.1 503"), "{head}");
            assert!(head.contains("application/problem+json"), "{head}");
            assert!(
                body.contains(r#""code":"upgrading""#) && body.contains(r#""status":503"#),
                "{body}"
            );
        }
    }

    #[test]
    fn each_step_is_shown_and_the_house_takes_over_on_the_same_connections() {
        let folder = tempfile::tempdir().unwrap();
        let held = Held::start(folder.path(), 2);
        let mut open: Option<TcpStream> = None;
        let mut silent = None;
        // A snapshot, the copy, two migrations, the hash.
        for n in 1..=5 {
            let (step, address) = held.address.recv().unwrap();
            assert_eq!(step, Step::Building { step: n, of: 5 });
            silent.get_or_insert_with(|| connect(address));
            let stream = open.get_or_insert_with(|| connect(address));
            shows(stream, n);
            // From the first step to the last, whoever comes is told where this is shown.
            if matches!(n, 1 | 5) {
                let now = Clock::system().now().stamp();
                let taken = lock::DataFolder::acquire(folder.path(), now).err();
                let expected = format!("http://{address}/");
                assert!(
                    matches!(&taken, Some(OpenError::Locked { url: Some(url), .. }) if *url == expected),
                    "{taken:?}"
                );
            }
            held.go_on.send(()).unwrap();
        }
        let (app, kept) = held.starting.join().unwrap();
        let mut front = kept.take().unwrap();
        let address = front.address;
        // Until the house is there, the last step is shown.
        let stream = open.as_mut().unwrap();
        assert!(ask(stream, "/", "en").1.contains("step 5 of 5."));
        let within = held.runtime.enter();
        front.show(crate::router(&app)).unwrap();
        drop(within);
        for mut stream in [open, silent]
            .into_iter()
            .flatten()
            .chain([connect(address)])
        {
            let (head, body) = ask(&mut stream, "/health/ready", "en");
            assert!(head.starts_with("HTTP/1.1 200"), "{head}");
            assert_eq!(body, r#"{"status":"ready"}"#);
        }
        app.store.close();
    }

    #[test]
    fn a_start_with_nothing_to_do_shows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for _ in ["made", "opened again"] {
            let (watch, kept) = Meanwhile {
                data: folder.path().to_owned(),
                server: config::Server::default(),
                was_chosen: true,
                clock: Clock::system(),
                runtime: tokio::runtime::Runtime::new().unwrap().handle().clone(),
            }
            .watch();
            let options = crate::StartOptions {
                watch,
                ..crate::StartOptions::default()
            };
            let config = Config::default();
            let (app, _) = crate::start(folder.path(), config, Clock::system(), &options).unwrap();
            app.store.close();
            assert!(kept.take().is_none());
        }
    }
}

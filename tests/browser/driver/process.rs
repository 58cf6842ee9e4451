//! The driver's process and the browsers below it: few at a time, and none that outlives its test.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many browsers run at once. More than that on a small machine and each is too slow.
const SEATS: u32 = 3;
static FREE: Semaphore = Semaphore::const_new(SEATS as usize);
/// How long a browser may take to end in good order.
const LEAVE: Duration = Duration::from_secs(20);

/// The right to run a browser.
pub type Seat = SemaphorePermit<'static>;

/// Waits until so many browsers may be started. Who needs several takes them at once: two tests
/// that each hold one and wait for a second would wait for ever.
pub async fn seats<const N: usize>() -> [Seat; N] {
    let wanted = u32::try_from(N).unwrap();
    assert!(wanted <= SEATS, "no test needs {N} browsers");
    let mut all = FREE.acquire_many(wanted).await.unwrap();
    std::array::from_fn(|_| all.split(1).unwrap())
}

/// The driver's process. Driver, browser and the browser's helpers are one process group.
pub struct Process {
    child: Child,
    port: u16,
    session: Option<String>,
}

impl Process {
    /// Starts the driver at a port of its own choice and waits until it says which.
    pub fn start() -> Self {
        let child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let mut child = child.unwrap_or_else(|e| {
            panic!(
                "the browser tests need chromium and chromedriver; ./tests/run installs them: {e}"
            )
        });
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut process = Self {
            child,
            port: 0,
            session: None,
        };
        let port = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim_end_matches('.').trim().parse().ok()
        });
        process.port = port.unwrap_or_else(|| panic!("chromedriver ended before it listened"));
        process
    }

    /// Where the driver listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Says which session has to be ended with the process.
    pub fn holds(&mut self, session: &str) {
        self.session = Some(session.to_owned());
    }

    /// Says that the session was ended in good order.
    pub fn left(&mut self) {
        self.session = None;
    }

    /// Asks the driver to close the browser. Without the runtime: a test that fails may take its
    /// runtime down with it.
    fn end_session(&self, session: &str) -> std::io::Result<()> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut stream = TcpStream::connect_timeout(&address, LEAVE)?;
        stream.set_read_timeout(Some(LEAVE))?;
        let host = self.port;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{host}\r\nConnection: close\r\n\r\n"
        )?;
        stream.read(&mut [0; 64]).map(|_| ())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            let _ = self.end_session(&session);
        }
        let id = i32::try_from(self.child.id()).ok();
        if let Some(group) = id.and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

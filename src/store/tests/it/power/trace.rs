//! What a process asked of the file system, in order, as `strace` heard it.

use std::collections::HashMap;
use std::path::PathBuf;

/// The calls that change files, and those that make a change durable.
pub const CALLS: &str = "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,renameat,\
    renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,fallocate,copy_file_range,sendfile,writev,\
    pwritev,link,linkat";

/// One thing that the process did.
#[derive(Debug)]
pub enum Event {
    /// Made a file, if it was not there.
    Create {
        path: PathBuf,
        truncate: bool,
    },
    MakeFolder(PathBuf),
    Write {
        path: PathBuf,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        path: PathBuf,
        size: u64,
    },
    /// Asked that a file, or the names in a folder, be durable.
    SyncBegins(PathBuf),
    /// …and was told that they are.
    Synced(PathBuf),
    Remove(PathBuf),
    /// Said so on its standard output.
    Said(String),
}

/// Reads the lines of a trace.
pub struct Trace<'a> {
    lines: std::str::Lines<'a>,
    /// Calls that had not ended when another thread was heard, by thread.
    begun: HashMap<&'a str, String>,
    /// Where each open file is written next.
    positions: HashMap<String, u64>,
}

impl<'a> Trace<'a> {
    pub fn of(text: &'a str) -> Self {
        Self {
            lines: text.lines(),
            begun: HashMap::new(),
            positions: HashMap::new(),
        }
    }

    fn event(&mut self, line: &'a str) -> Option<Event> {
        let (thread, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        if let Some(begin) = rest.strip_suffix(" <unfinished ...>") {
            let call = Call::of(begin)?;
            self.begun.insert(thread, begin.to_owned());
            return call.is_sync().then(|| Event::SyncBegins(call.file(0)));
        }
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let end = resumed.split_once(" resumed>")?.1;
            let whole = format!("{}{end}", self.begun.remove(thread)?);
            return self.done(&Call::of(&whole)?);
        }
        self.done(&Call::of(rest)?)
    }

    fn done(&mut self, call: &Call<'_>) -> Option<Event> {
        if call.result < 0 {
            return None;
        }
        let key = call.args.first().map_or("", |arg| number(arg)).to_owned();
        Some(match call.name {
            "openat" => {
                self.positions.insert(call.result.to_string(), 0);
                let flags = call.args[2];
                if !flags.contains("O_CREAT") {
                    return None;
                }
                Event::Create {
                    path: PathBuf::from(text(call.args[1])),
                    truncate: flags.contains("O_TRUNC"),
                }
            }
            "lseek" => {
                self.positions.insert(key, call.result as u64);
                return None;
            }
            "write" if key == "1" => Event::Said(text(call.args[1])),
            "write" => {
                let at = self.positions.entry(key).or_default();
                let begin = *at;
                *at += call.result as u64;
                call.write(begin)
            }
            "pwrite64" => call.write(call.args[3].parse().unwrap()),
            "ftruncate" => Event::Truncate {
                path: call.file(0),
                size: call.args[1].parse().unwrap(),
            },
            "fsync" | "fdatasync" => Event::Synced(call.file(0)),
            "mkdir" => Event::MakeFolder(PathBuf::from(text(call.args[0]))),
            "unlink" | "rmdir" => Event::Remove(PathBuf::from(text(call.args[0]))),
            "unlinkat" => Event::Remove(call.file(0).join(text(call.args[1]))),
            other => unreachable!("the model of the disk does not know {other}"),
        })
    }
}

impl Iterator for Trace<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            let line = self.lines.next()?;
            if let Some(event) = self.event(line) {
                return Some(event);
            }
        }
    }
}

/// `name(args…) = result`, with every string in hexadecimal, so that no comma stands in one.
struct Call<'a> {
    name: &'a str,
    args: Vec<&'a str>,
    result: i64,
}

impl<'a> Call<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (name, rest) = line.split_once('(')?;
        let (args, result) = rest.rsplit_once(" = ").unwrap_or((rest, "0"));
        let result = number(result.split(' ').next()?).parse().ok()?;
        let args = args.trim_end().trim_end_matches(')').split(", ").collect();
        Some(Self { name, args, result })
    }

    fn is_sync(&self) -> bool {
        matches!(self.name, "fsync" | "fdatasync")
    }

    /// The file behind a descriptor, as in `5<\x2f…>`.
    fn file(&self, index: usize) -> PathBuf {
        let (_, path) = self.args[index].split_once('<').unwrap();
        PathBuf::from(text(path))
    }

    fn write(&self, at: u64) -> Event {
        let mut bytes = unescape(self.args[1]);
        bytes.truncate(self.result as usize);
        Event::Write {
            path: self.file(0),
            at,
            bytes,
        }
    }
}

fn number(descriptor: &str) -> &str {
    descriptor.split('<').next().unwrap_or(descriptor)
}

fn text(escaped: &str) -> String {
    String::from_utf8_lossy(&unescape(escaped)).into_owned()
}

fn unescape(escaped: &str) -> Vec<u8> {
    let digits = escaped.split("\\x").skip(1);
    digits
        .map(|digits| u8::from_str_radix(&digits[..2], 16).unwrap())
        .collect()
}

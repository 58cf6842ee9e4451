//! What the system knows of this process. Where it does not say (no `/proc`), a figure is missing.

use std::fs;

/// See the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// Memory that it holds, in bytes.
    pub resident_bytes: Option<u64>,
    /// Processor time that it has used, in milliseconds.
    pub cpu_ms: Option<u64>,
    /// Files and connections that it has open.
    pub open_files: Option<u64>,
}

impl Process {
    /// At this moment.
    pub fn now() -> Self {
        let files = fs::read_dir("/proc/self/fd");
        Self {
            resident_bytes: resident_bytes(),
            cpu_ms: cpu_ms(),
            // One of them is the folder that is being read.
            open_files: files.ok().map(|all| all.count().saturating_sub(1) as u64),
        }
    }
}

fn resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// User and system time, which Linux tells programs in hundredths of a second.
fn cpu_ms() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold anything; what follows is counted from the third.
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks = rest.split_whitespace().skip(11).take(2);
    let ticks: Option<Vec<u64>> = ticks.map(|t| t.parse().ok()).collect();
    Some(ticks?.iter().sum::<u64>() * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_measured() {
        let process = Process::now();
        assert!(
            process.resident_bytes.is_some_and(|b| b > 1 << 20),
            "{process:?}"
        );
        assert!(process.open_files.is_some_and(|n| n >= 3), "{process:?}");
        assert!(process.cpu_ms.is_some(), "{process:?}");
    }
}

//! Other programs, watched from outside: processor time and peak memory.

use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// What a program took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time, its own and the system's for it.
    pub(crate) seconds: f64,
    /// Most memory that it held at once, in MB.
    pub(crate) peak: f64,
}

/// Runs a program to its end; none when it is not installed or fails.
pub(crate) fn cost(command: &mut Command) -> Option<Cost> {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().ok()?;
    let folder = format!("/proc/{}", child.id());
    let mut peak: f64 = 0.0;
    // Until it is waited for, its times can still be read.
    let ticks = loop {
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        let (_, stat) = stat.rsplit_once(") ")?;
        let fields: Vec<&str> = stat.split(' ').collect();
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        peak = peak.max(high_water(&status).unwrap_or_default());
        if fields.first() == Some(&"Z") {
            break fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let status = child.wait().ok()?;
    status.success().then_some(Cost {
        seconds: ticks / TICKS,
        peak,
    })
}

/// Clock ticks in a second, as Linux has told programs for decades.
const TICKS: f64 = 100.0;

fn high_water(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1e3)
}

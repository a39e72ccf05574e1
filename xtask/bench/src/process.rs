//! Other programs, watched from outside: processor time and peak memory.

use std::{
    fs, io,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use wait4::Wait4;

/// What a program took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Processor time, its own and the system's for it, with the programs that it started.
    pub(crate) seconds: f64,
    /// Most memory that it held at once, in MB; looked at every other millisecond.
    pub(crate) peak: f64,
}

/// Runs a program to its end; an error when it is not installed (`NotFound`) or fails.
pub(crate) fn cost(command: &mut Command) -> io::Result<Cost> {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn()?;
    let path = format!("/proc/{}/status", child.id());
    let mut peak: f64 = 0.0;
    // Until it is waited for, its state can still be read, but once it has ended its memory is gone.
    while let Ok(status) = fs::read_to_string(&path)
        && !status.contains("State:\tZ")
    {
        peak = peak.max(high_water(&status).unwrap_or_default());
        thread::sleep(Duration::from_millis(2));
    }
    let ended = child.wait4()?;
    if !ended.status.success() {
        return Err(io::Error::other(format!("{command:?}: {}", ended.status)));
    }
    Ok(Cost {
        seconds: (ended.rusage.utime + ended.rusage.stime).as_secs_f64(),
        peak,
    })
}

fn high_water(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1e3)
}

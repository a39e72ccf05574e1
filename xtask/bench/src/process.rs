//! Other programs, watched from outside: processor time and peak memory.

use std::{
    ffi::OsString,
    fs, io,
    path::PathBuf,
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

/// A program that can be started time and again.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) name: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// What it reads from standard input.
    pub(crate) input: Option<PathBuf>,
    /// What to type when it is missing; ours must not be.
    pub(crate) install: Option<&'static str>,
}

impl Program {
    pub(crate) fn new(name: &'static str, path: impl Into<PathBuf>) -> Self {
        Self {
            name,
            path: path.into(),
            arguments: Vec::new(),
            input: None,
            install: None,
        }
    }

    pub(crate) fn arguments(
        mut self,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
    ) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Runs it to its end.
    pub(crate) fn cost(&self) -> io::Result<Cost> {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).stdin(match &self.input {
            Some(path) => fs::File::open(path)?.into(),
            None => Stdio::null(),
        });
        cost(&mut command).map_err(|error| {
            let (name, path) = (self.name, self.path.display());
            io::Error::new(error.kind(), format!("{name}: {path}: {error}"))
        })
    }
}

/// Runs a command to its end; an error when it cannot be started or fails.
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
        return Err(io::Error::other(format!("failed: {}", ended.status)));
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

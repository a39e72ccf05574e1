//! The command line, and which measurement it asks for.

use std::{io, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};

use crate::{
    count::{self, Data, Work},
    gate,
    large::{self, Task},
    measure::{Rounds, Subject},
    messages::{self, Message},
    section::Section,
    table,
};

/// Measures our readers and writers beside others.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
struct Arguments {
    /// Rounds in which every subject runs
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Milliseconds for a subject in a round; the system counts processor time in ticks of some milliseconds
    #[arg(long, default_value_t = 100)]
    slice: u64,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Put the figures into the README
    #[arg(long)]
    readme: bool,
    /// Count instructions per byte under callgrind and hold them against the limits
    #[arg(long)]
    gate: bool,
    /// Measure big files and folders, one process each: table and plots go to docs/bench
    #[arg(long)]
    large: bool,
    /// Keep the data of --large, some 3 GB, for the next time
    #[arg(long, requires = "large")]
    keep: bool,
    /// Build types and validators from clean, beside the same types on quick-xml and serde
    #[arg(long)]
    build: bool,
    /// Do one kind of work on one message so often, for an instruction counter
    #[arg(long, num_args = 3, value_names = ["WORK", "MESSAGE", "TIMES"], hide = true)]
    count: Option<Vec<String>>,
    /// Do one task on a file or folder, for a process that watches
    #[arg(long, requires = "path", hide = true)]
    task: Option<Task>,
    #[arg(hide = true)]
    path: Option<PathBuf>,
}

/// Does what the command line asks for.
///
/// # Panics
///
/// When a reader does not take our messages.
pub fn main() -> ExitCode {
    match Arguments::parse().run() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", error.to_string().trim_end());
            ExitCode::FAILURE
        }
    }
}

impl Arguments {
    /// What to print.
    fn run(&self) -> io::Result<String> {
        if let Some([work, data, times]) = self.count.as_deref() {
            return count(work, data, times);
        }
        if let (Some(task), Some(path)) = (self.task, &self.path) {
            return large::run(task, path).map(|()| String::new());
        }
        if self.gate {
            return gate::run().map_err(io::Error::other);
        }
        if self.build {
            return build();
        }
        if self.large {
            return large::measure(self.keep).and_then(|results| results.publish());
        }
        self.messages()
    }

    fn messages(&self) -> io::Result<String> {
        let mut sections = Vec::new();
        let mut missing = Vec::new();
        messages::each(&mut |message| sections.push(self.section(message, &mut missing)));
        if self.readme {
            if !missing.is_empty() {
                return Err(io::Error::other(missing.join("\n")));
            }
            return table::readme(&sections).map(|()| String::new());
        }
        let table = if self.json { table::json } else { table::text };
        Ok(table(&sections, &missing))
    }

    /// Measures all that is done to a message, and notes who could not be.
    fn section(&self, mut message: Message<'_>, missing: &mut Vec<String>) -> Section {
        for &outside in message.outside {
            match outside.start(message.body) {
                Ok(mut resident) => {
                    let time = move |times| resident.seconds(times).expect("a time");
                    let subject = Subject::outside(outside.name(), time);
                    message.subjects.push(subject);
                }
                Err(note) if missing.contains(&note) => {}
                Err(note) => missing.push(note),
            }
        }
        let rounds = usize::from(self.rounds);
        let slice = Duration::from_millis(self.slice);
        let measured = Rounds::run(&mut message.subjects, rounds, slice);
        Section::of(&message, &measured)
    }
}

#[cfg(feature = "build")]
fn build() -> io::Result<String> {
    crate::build::run()
}

#[cfg(not(feature = "build"))]
fn build() -> io::Result<String> {
    let message =
        "this program was built without the feature `build`: use `cargo xtask bench --build`";
    Err(io::Error::other(message))
}

/// Does one kind of work so many times and gives the message's length.
fn count(work: &str, data: &str, times: &str) -> io::Result<String> {
    let (work, data) = (Work::from_str(work, false), Data::from_str(data, false));
    let (Ok(work), Ok(data), Ok(times)) = (work, data, times.parse()) else {
        let message = "--count wants a kind of work, a message and a number";
        return Err(io::Error::other(message));
    };
    Ok(format!("{}\n", count::run(work, data, times)))
}

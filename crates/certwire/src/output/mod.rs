//! Verdicts for people and for programs.

use std::io::{self, Write};

use crate::judgement::Judgement;

mod github;
mod human;
mod json;
mod junit;
pub mod notation;
mod sarif;
pub mod xml;

pub use certwire_judge::excerpt::mask;

/// How verdicts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// The payload's line with the fault underlined, and what to do.
    #[default]
    Human,
    /// One object a payload, one payload a line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of GitHub workflows.
    Github,
    /// `JUnit` XML, one test case a payload.
    Junit,
}

/// Prints verdicts one by one; some formats need a beginning and an end around them.
pub trait Printer {
    /// Prints the verdict on one payload.
    fn payload(&mut self, judgement: &Judgement, out: &mut dyn Write) -> io::Result<()>;

    /// Prints what comes after the last.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// The printer of a format. `styled` allows colours.
pub fn printer(format: Format, styled: bool) -> Box<dyn Printer> {
    match format {
        Format::Human => Box::new(human::Human::new(styled)),
        Format::Json => Box::new(json::Json::default()),
        Format::Sarif => Box::new(sarif::Sarif::default()),
        Format::Github => Box::new(github::Github),
        Format::Junit => Box::new(junit::JUnit::default()),
    }
}

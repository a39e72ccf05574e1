//! Programs that run in turn on the same file or folder.

use std::io;

use crate::{
    measure::median,
    process::{Cost, Program},
};

/// Several programs on one file or folder.
pub(super) struct Contest {
    /// What is read.
    pub(super) what: &'static str,
    /// Its size: MB, or number of files.
    pub(super) size: u64,
    pub(super) rounds: usize,
    pub(super) programs: Vec<Program>,
}

/// One program on one file or folder.
pub(crate) struct Measured {
    pub(crate) what: &'static str,
    pub(crate) size: u64,
    pub(crate) program: &'static str,
    rounds: Vec<Cost>,
}

impl Contest {
    /// Runs all, round after round; a peer that is missing is left out, with a note.
    pub(super) fn run(self, all: &mut Vec<Measured>, missing: &mut Vec<String>) -> io::Result<()> {
        let mut measured: Vec<(Program, Measured)> = Vec::new();
        for program in self.programs {
            match (program.cost(), program.install) {
                (Ok(cost), _) => {
                    let first = Measured {
                        what: self.what,
                        size: self.size,
                        program: program.name,
                        rounds: vec![cost],
                    };
                    measured.push((program, first));
                }
                (Err(error), None) => return Err(error),
                (Err(error), Some(install)) => {
                    let note = format!("{error}: not measured; to install it: {install}");
                    if !missing.contains(&note) {
                        missing.push(note);
                    }
                }
            }
        }
        for _ in 1..self.rounds {
            for (program, measured) in &mut measured {
                measured.rounds.push(program.cost()?);
            }
        }
        all.extend(measured.into_iter().map(|(_, measured)| measured));
        Ok(())
    }
}

impl Measured {
    /// Processor time, the median of the rounds.
    pub(crate) fn seconds(&self) -> f64 {
        median(self.rounds.iter().map(|cost| cost.seconds).collect())
    }

    /// Most memory of all rounds, in MB.
    pub(crate) fn peak(&self) -> f64 {
        self.rounds.iter().map(|cost| cost.peak).fold(0.0, f64::max)
    }

    /// Its share of another's time: the median of the shares within a round.
    pub(crate) fn share(&self, of: &Self) -> f64 {
        let rounds = self.rounds.iter().zip(&of.rounds);
        median(
            rounds
                .map(|(own, other)| own.seconds / other.seconds)
                .collect(),
        )
    }
}

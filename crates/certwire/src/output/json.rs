//! One JSON object a payload, on one line.

use std::io::{self, Write};

use certwire_judge::json::Verdict;

use super::Printer;
use crate::judgement::Judgement;

pub(super) struct Json;

impl Printer for Json {
    fn payload(&mut self, judgement: &Judgement, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &Verdict(judgement))?;
        writeln!(out)
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

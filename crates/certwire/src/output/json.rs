//! One JSON object a payload, on one line.

use std::io::{self, Write};

use certwire_judge::json::Verdict;

use super::Printer;
use crate::judgement::Judgement;

/// Writes each line at once, which is faster than a token at a time.
#[derive(Default)]
pub(super) struct Json {
    line: Vec<u8>,
}

impl Printer for Json {
    fn payload(&mut self, judgement: &Judgement, out: &mut dyn Write) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, &Verdict(judgement))?;
        self.line.push(b'\n');
        out.write_all(&self.line)
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

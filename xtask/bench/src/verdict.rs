//! A demand of issue 6 beside what was measured.

use std::fmt;

/// What was asked, and what was reached.
pub(crate) struct Verdict {
    /// What the number counts, as in "times quick-xml raw".
    what: String,
    pub(crate) reached: f64,
    bound: Bound,
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Verdict {
    pub(crate) fn at_least(least: f64, what: impl Into<String>, reached: f64) -> Self {
        Self {
            what: what.into(),
            reached,
            bound: Bound::AtLeast(least),
        }
    }

    pub(crate) fn at_most(most: f64, what: impl Into<String>, reached: f64) -> Self {
        Self {
            what: what.into(),
            reached,
            bound: Bound::AtMost(most),
        }
    }

    pub(crate) fn met(&self) -> bool {
        match self.bound {
            Bound::AtLeast(least) => self.reached >= least,
            Bound::AtMost(most) => self.reached <= most,
        }
    }

    /// In a word.
    pub(crate) fn word(&self) -> &'static str {
        if self.met() { "met" } else { "NOT met" }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, number) = match self.bound {
            Bound::AtLeast(least) => ("at least", least),
            Bound::AtMost(most) => ("at most", most),
        };
        let Self { what, reached, .. } = self;
        let word = self.word();
        write!(f, "{reached:.2} {what}, {words} {number}: {word}")
    }
}

/// How many are met.
pub(crate) fn summary<'v>(verdicts: impl Iterator<Item = &'v Verdict>) -> String {
    let (mut met, mut all) = (0, 0);
    for verdict in verdicts {
        met += usize::from(verdict.met());
        all += 1;
    }
    format!("{met} of {all} demands met\n")
}

#[cfg(test)]
mod tests {
    use super::{Verdict, summary};

    #[test]
    fn a_bound_is_part_of_what_it_allows() {
        let met = Verdict::at_least(3.0, "times quick-xml raw", 3.0);
        let missed = Verdict::at_most(16.0, "MB of memory", 16.1);
        assert_eq!(met.to_string(), "3.00 times quick-xml raw, at least 3: met");
        assert_eq!(
            missed.to_string(),
            "16.10 MB of memory, at most 16: NOT met"
        );
        assert_eq!(summary([met, missed].iter()), "1 of 2 demands met\n");
    }
}

//! Exit codes, the same for every command.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; no violation of severity `error`.
    Done,
    /// 1: failed: something could not be read, judged or written, or what became of a call is not known.
    Failed,
    /// 2: the arguments make no sense.
    Usage,
    /// 3: violations were found.
    Violations,
    /// 4: credentials are missing or cannot be used, or the CA refused them.
    Authentication,
    /// 5: what was waited for had not come at the deadline.
    Pending,
    /// 6: the CA refused.
    Refused,
    /// 130: interrupted.
    Interrupted,
}

/// What `certwire help exit-codes` prints.
pub const TABLE: &str = "\
Exit codes are the same for every command:

  0    done
  1    failed, or what became of a call is not known
  2    usage
  3    violations found; nothing was sent
  4    authentication
  5    still pending at the deadline
  6    refused by the CA
  130  interrupted

0: Warnings and notes alone are no failure.

1: Something could not be read, written or reached; or an order may or may
not have been placed. Then standard error tells what is known and how to find
out the rest. Such an order must not be sent again blind.

2: The arguments make no sense, or a step that costs money needs --yes because
nobody can be asked.

4: Credentials are missing or cannot be used, or the CA refused them. Deal with
the cause before the next try: repeated failures lock accounts.

5: The order stands; ask again later.

6: The CA said no, or the order came to another end than a certificate.

130: Ctrl-C. Standard error tells what was under way and how to go on.

Of several outcomes the one that needs most care decides, in this order:
130, 1, 4, 2, 6, 3, 5, 0.
";

impl Exit {
    /// The worse of two: what is not known outweighs what is known to be wrong.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.rank() > self.rank() {
            other
        } else {
            self
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Pending => 1,
            Self::Violations => 2,
            Self::Refused => 3,
            Self::Usage => 4,
            Self::Authentication => 5,
            Self::Failed => 6,
            Self::Interrupted => 7,
        }
    }

    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Violations => 3,
            Self::Authentication => 4,
            Self::Pending => 5,
            Self::Refused => 6,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

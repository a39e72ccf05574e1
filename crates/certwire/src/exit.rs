//! Exit codes, the same for every command.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done; no violation of severity `error`.
    Done,
    /// 1: failed: something could not be read, judged or written.
    Failed,
    /// 2: the arguments make no sense.
    Usage,
    /// 3: violations were found.
    Violations,
}

impl Exit {
    /// The worse of two: a failure outweighs violations, because not everything was judged.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        let rank = |exit| match exit {
            Self::Done => 0,
            Self::Violations => 1,
            Self::Usage => 2,
            Self::Failed => 3,
        };
        if rank(other) > rank(self) {
            other
        } else {
            self
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Violations => 3,
        })
    }
}

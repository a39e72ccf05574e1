//! Nothing that costs money or cannot be undone goes out unasked.

use std::io::{self, IsTerminal};

use super::{failure::Failure, print::say};
use crate::exit::Exit;

/// Whether somebody can be asked: the question goes to standard error, the answer comes from standard input.
pub fn can_ask(stdin_is_taken: bool) -> bool {
    !stdin_is_taken && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Fails where consent is needed and nobody can give it.
///
/// # Errors
///
/// Without `--yes`, unless somebody can be asked.
pub fn demand(yes: bool, stdin_is_taken: bool) -> Result<(), Failure> {
    if yes || can_ask(stdin_is_taken) {
        return Ok(());
    }
    Err(Failure::usage(
        "this costs money or cannot be undone, and nobody can be asked here: look at it with --dry-run, then give --yes",
    ))
}

/// Asks.
///
/// # Errors
///
/// When the answer is not yes.
pub fn ask(summary: &str, count: usize) -> Result<(), Failure> {
    let what = if count == 1 {
        "Send it?".to_owned()
    } else {
        format!("Send these {count} requests?")
    };
    say(&format!("{summary}{what} Type yes: "));
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer);
    match read {
        Ok(_) if answer.trim().eq_ignore_ascii_case("yes") => Ok(()),
        _ => Err(Failure {
            exit: Exit::Failed,
            sentence: "nothing was sent".to_owned(),
        }),
    }
}

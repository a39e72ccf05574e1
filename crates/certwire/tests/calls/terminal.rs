//! On a terminal people are asked. `script` of util-linux gives the command one.
#![cfg(target_os = "linux")]

use std::{
    io::{Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::support::*;

/// The command on a terminal.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    screen: ChildStdout,
    shown: String,
}

impl Terminal {
    fn start(command: &Command) -> Self {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<String> = words
            .map(|word| format!("'{}'", word.to_str().expect("UTF-8")))
            .collect();
        let mut script = Command::new("script");
        script
            .args([
                "--quiet",
                "--return",
                "--command",
                &words.join(" "),
                "/dev/null",
            ])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("a path"))
            .env("SHELL", "/bin/sh")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                script.env(name, value);
            }
        }
        let mut child = script.spawn().expect("script of util-linux");
        Self {
            keys: child.stdin.take().expect("a pipe"),
            screen: child.stdout.take().expect("a pipe"),
            child,
            shown: String::new(),
        }
    }

    /// Reads until this is on the screen.
    fn until(&mut self, text: &str) {
        let mut byte = [0];
        while !self.shown.contains(text) {
            assert_eq!(
                self.screen.read(&mut byte).expect("a screen"),
                1,
                "{}",
                self.shown
            );
            self.shown.push(char::from(byte[0]));
        }
    }

    fn type_line(&mut self, line: &str) {
        writeln!(self.keys, "{line}").expect("it reads");
    }

    /// What was shown, and the exit code.
    fn end(mut self) -> (String, i32) {
        let mut rest = Vec::new();
        self.screen.read_to_end(&mut rest).expect("a screen");
        self.shown.push_str(&String::from_utf8_lossy(&rest));
        let code = self.child.wait().expect("it ends").code();
        (self.shown, code.expect("no signal"))
    }
}

#[test]
fn consent_is_asked_for_with_a_summary() {
    let server = Server::start([ordered("OrderPS1", "PC1")]);
    let order = path("gs/requests/order_ps1/minimal.yaml");
    let arguments = ["gs", "order", &order, "--endpoint", server.url()];
    for (answer, code) in [("no", 1), ("", 1), ("yes", 0)] {
        let mut terminal = Terminal::start(&command(&arguments));
        terminal.until("Type yes: ");
        assert!(server.seen().is_empty());
        for fact in [
            server.url(),
            "OrderPS1",
            "costs money",
            "years 1",
            "zoe.exemple@example.com",
        ] {
            assert!(terminal.shown.contains(fact), "{fact}: {}", terminal.shown);
        }
        terminal.type_line(answer);
        let (shown, ended) = terminal.end();
        assert_eq!(ended, code, "{shown}");
    }
    assert_eq!(server.seen().len(), 1);
}

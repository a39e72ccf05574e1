//! The wire log: every exchange, redacted, for whoever asks for it; and its recording in files.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// One exchange, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchanged {
    /// The operation.
    pub operation: String,
    /// Where it went.
    pub url: String,
    /// The request's body, redacted.
    pub request: String,
    /// The answer, if one came.
    pub answer: Option<Answered>,
    /// Why there is none, or why it ends early.
    pub failure: Option<String>,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`; empty when there was none.
    pub content_type: String,
    /// The body, decoded and redacted.
    pub body: String,
}

/// Hears of every exchange.
pub trait WireLog: Send + Sync {
    /// An exchange has ended.
    fn exchanged(&self, exchange: &Exchanged);
}

impl<F: Fn(&Exchanged) + Send + Sync> WireLog for F {
    fn exchanged(&self, exchange: &Exchanged) {
        self(exchange);
    }
}

/// Writes each exchange into a file of its own, for [`Player`](crate::Player). What it cannot write, it drops and
/// reports as a `tracing` warning: a full disk must not spoil an order.
#[derive(Debug)]
pub struct Recorder {
    folder: PathBuf,
    count: AtomicU32,
}

impl Recorder {
    /// Records into a folder, which is made if need be and must hold no recording yet.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or holds recordings.
    pub fn new(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        if !files(&folder)?.is_empty() {
            let reason = "the folder holds a recording already";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
        }
        Ok(Self {
            folder,
            count: AtomicU32::new(0),
        })
    }
}

impl WireLog for Recorder {
    fn exchanged(&self, exchange: &Exchanged) {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let name = format!("{number:04}-{}.exchange", exchange.operation);
        let path = self.folder.join(name);
        if let Err(error) = fs::write(&path, exchange.to_text()) {
            tracing::warn!(path = %path.display(), %error, "exchange not recorded");
        }
    }
}

const FIRST_LINE: &str = "certwire exchange 1";

impl Exchanged {
    /// As a recording holds it: lines of facts, then the two bodies, whose lengths the facts tell.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{FIRST_LINE}\noperation {}\nurl {}\n",
            self.operation, self.url
        );
        if let Some(failure) = &self.failure {
            let _ = writeln!(text, "failure {}", failure.replace(['\r', '\n'], " "));
        }
        if let Some(answer) = &self.answer {
            let Answered {
                status,
                content_type,
                body,
            } = answer;
            let _ = writeln!(
                text,
                "status {status}\ncontent-type {content_type}\nanswer {}",
                body.len()
            );
        }
        let _ = write!(text, "request {}\n\n{}\n", self.request.len(), self.request);
        if let Some(answer) = &self.answer {
            text.push_str(&answer.body);
            text.push('\n');
        }
        text
    }

    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn from_text(text: &str) -> Result<Self, NoRecording> {
        Self::parse(text).ok_or(NoRecording)
    }

    fn parse(text: &str) -> Option<Self> {
        let (facts, bodies) = text.split_once("\n\n")?;
        let facts = facts.strip_prefix(FIRST_LINE)?;
        let fact = |name: &str| {
            let mut lines = facts.lines().filter_map(|line| line.split_once(' '));
            lines.find_map(|(key, value)| (key == name).then(|| value.to_owned()))
        };
        let length = |name: &str| fact(name)?.parse::<usize>().ok();
        let (request, rest) = bodies.split_at_checked(length("request")?)?;
        let answer = match fact("status") {
            None => None,
            Some(status) => Some(Answered {
                status: status.parse().ok()?,
                content_type: fact("content-type")?,
                body: rest
                    .strip_prefix('\n')?
                    .get(..length("answer")?)?
                    .to_owned(),
            }),
        };
        Some(Self {
            operation: fact("operation")?,
            url: fact("url")?,
            request: request.to_owned(),
            answer,
            failure: fact("failure"),
        })
    }
}

/// A file that is no recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRecording;

impl std::fmt::Display for NoRecording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the file is no recorded exchange")
    }
}

impl std::error::Error for NoRecording {}

/// The recordings of a folder, in order.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "exchange") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_read_back() {
        let mut exchange = Exchanged {
            operation: "solde".to_owned(),
            url: "https://ca.example/api-infos.php".to_owned(),
            request: "<a>\n\nb</a>".to_owned(),
            answer: None,
            failure: Some("the connection broke".to_owned()),
        };
        assert_eq!(
            Exchanged::from_text(&exchange.to_text()),
            Ok(exchange.clone())
        );
        exchange.failure = None;
        exchange.answer = Some(Answered {
            status: 200,
            content_type: String::new(),
            body: "é\n\nrequest 3".to_owned(),
        });
        assert_eq!(Exchanged::from_text(&exchange.to_text()), Ok(exchange));
        assert_eq!(Exchanged::from_text("<methodResponse/>"), Err(NoRecording));
    }
}

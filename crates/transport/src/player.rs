//! Playing a recording instead of calling the CA.

use std::{collections::VecDeque, fs, io, path::Path, sync::Mutex};

use crate::{
    log::{Answered, Exchanged, files},
    transport::{BoxFuture, Failure, FailureKind, Request, Response, Stage, Transport},
};

/// A transport that answers from a recording: each call gets the first exchange of its operation that is left.
///
/// What is sent is not compared with what was recorded, since recordings hold no secrets.
#[derive(Debug)]
pub struct Player {
    left: Mutex<VecDeque<Exchanged>>,
}

impl Player {
    /// Plays exchanges.
    pub fn new(exchanges: impl IntoIterator<Item = Exchanged>) -> Self {
        Self {
            left: Mutex::new(exchanges.into_iter().collect()),
        }
    }

    /// Plays what [`Recorder`](crate::Recorder) wrote into a folder.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is no recording.
    pub fn from_folder(folder: impl AsRef<Path>) -> io::Result<Self> {
        let mut exchanges = Vec::new();
        for path in files(folder.as_ref())? {
            let text = fs::read_to_string(&path)?;
            let broken = |error| io::Error::new(io::ErrorKind::InvalidData, error);
            exchanges.push(Exchanged::from_text(&text).map_err(broken)?);
        }
        Ok(Self::new(exchanges))
    }

    /// How many exchanges have not been asked for.
    pub fn left(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Exchanged>> {
        // A panic elsewhere leaves the queue whole.
        self.left
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn answer(&self, operation: &str) -> Result<Response, Failure> {
        let mut left = self.lock();
        let found = left.iter().position(|e| e.operation == operation);
        let exchange = found.and_then(|index| left.remove(index));
        let Some(exchange) = exchange else {
            return Err(Failure {
                stage: Stage::BeforeSending,
                kind: FailureKind::Recording,
                message: format!("it holds no further exchange of {operation}"),
            });
        };
        match exchange.answer {
            Some(answer) => Ok(respond(answer)),
            None => Err(Failure {
                stage: Stage::Sent,
                kind: FailureKind::Broken,
                message: exchange.failure.unwrap_or_default(),
            }),
        }
    }
}

fn respond(answer: Answered) -> Response {
    let content_type = answer.content_type;
    let content_type = (!content_type.is_empty()).then_some(content_type);
    Response::whole(answer.status, content_type, answer.body)
}

impl Transport for Player {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let answer = self.answer(request.operation.name);
        Box::pin(async move { answer })
    }
}

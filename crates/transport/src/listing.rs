//! Lists taken from the answer while it arrives, in bounded memory.

use std::{
    fmt,
    io::{self, Read},
};

use bytes::{Buf, Bytes};
use certwire_wire::{
    decoded::{Collect, Decoded},
    operation::Call,
    stream::{self, ListReader, Listing},
};
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinHandle},
    time::timeout,
};

use crate::{
    attempt::{is_readable, trouble},
    client::{Core, Prepared},
    error::Error,
    outcome::Outcome,
    service::{Exchange, Reading, Service, Unread},
    sinks::Both,
    transport::{Failure, FailureKind, Response, Stage},
    trouble::{Trouble, TroubleKind},
};

/// Pieces of the body that may wait to be read.
const PIECES: usize = 4;
/// Records that may wait to be taken.
const RECORDS: usize = 32;

/// The records of a list, one by one, and then the outcome of the call.
///
/// Only the end of the answer tells whether the call went well, so a list must be finished: until then its records are
/// provisional.
#[must_use]
pub struct ListStream<S: Service, C: Listing + Exchange<S>> {
    core: Core<S>,
    prepared: Prepared,
    source: Source<S, C>,
}

/// Where the records come from.
enum Source<S: Service, C: Listing + Exchange<S>> {
    Reader {
        records: mpsc::Receiver<C::Record<'static>>,
        end: JoinHandle<End<S, C>>,
        arrival: Arrival,
    },
    /// There is no list.
    Trouble(Trouble),
}

/// What brings the body; without it the reader comes to its end too.
struct Arrival(AbortHandle);

impl Drop for Arrival {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The rest of a list's response, with what was heard of it.
type End<S, C> = Result<
    (
        <C as Call>::Response<'static>,
        Both<Collect, <S as Service>::Hearing>,
    ),
    stream::Error,
>;

impl<S: Service, C: Listing + Exchange<S>> fmt::Debug for ListStream<S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").finish_non_exhaustive()
    }
}

impl<S: Service> Core<S> {
    /// Calls an operation that lists, and takes its records while they arrive. The list may be longer than the limit of
    /// a body and take longer than the time-out of a call; each record keeps the limits, each pause the idle time-out.
    ///
    /// Nothing is repeated: once the first record has been taken, that could not be done unnoticed.
    ///
    /// # Errors
    ///
    /// When nothing was sent.
    pub async fn list<C>(&self, request: &C::Request<'_>) -> Result<ListStream<S, C>, Error>
    where
        C: Listing + Exchange<S> + 'static,
        C::Record<'static>: Send,
        C::Response<'static>: Send,
    {
        let prepared = self.prepare::<C>(request)?;
        let settings = &self.inner.settings;
        let send = self.inner.transport.send(prepared.request::<S>());
        let response = timeout(settings.whole, send).await.unwrap_or_else(|_| {
            Err(Failure {
                stage: Stage::Sent,
                kind: FailureKind::Timeout,
                message: format!("no answer within {:?}", settings.whole),
            })
        });
        let source = match response {
            Err(failure) if failure.stage == Stage::BeforeSending => {
                return Err(Error::NotSent(failure));
            }
            Err(failure) => Source::Trouble(trouble(&failure)),
            Ok(response) if !is_readable(response.status) => Source::Trouble(Trouble {
                status: Some(response.status),
                ..Trouble::new(TroubleKind::Status, "the server gives no list")
            }),
            Ok(response) => self.read_list(response),
        };
        Ok(ListStream {
            core: self.clone(),
            prepared,
            source,
        })
    }

    fn read_list<C>(&self, mut response: Response) -> Source<S, C>
    where
        C: Listing + Exchange<S> + 'static,
        C::Record<'static>: Send,
        C::Response<'static>: Send,
    {
        let (pieces, arriving) = mpsc::channel(PIECES);
        let (taken, records) = mpsc::channel(RECORDS);
        let limits = self.inner.settings.limits;
        let content_type = response.content_type.take();
        let core = self.clone();
        let arrival = tokio::spawn(async move {
            loop {
                let piece = core.piece(&mut response).await;
                let last = !matches!(piece, Ok(Some(_)));
                let piece = piece.map_err(|trouble| trouble.to_string()).transpose();
                let Some(piece) = piece else { return };
                if pieces.send(piece).await.is_err() || last {
                    return;
                }
            }
        });
        let end = tokio::task::spawn_blocking(move || {
            let body = Arriving {
                pieces: arriving,
                piece: Bytes::new(),
            };
            let sink = Both::default();
            let mut reader: ListReader<_, C, Both<Collect, S::Hearing>> =
                ListReader::with_sink(body, content_type.as_deref(), limits, sink);
            for record in reader.records() {
                // Who takes no more records still wants the outcome.
                if taken.blocking_send(record?).is_err() {
                    break;
                }
            }
            drop(taken);
            reader.finish_with_sink()
        });
        Source::Reader {
            records,
            end,
            arrival: Arrival(arrival.abort_handle()),
        }
    }
}

impl<S: Service, C: Listing + Exchange<S>> ListStream<S, C> {
    /// The next record; none when the list has ended or broken off, which [`ListStream::finish`] tells.
    pub async fn next(&mut self) -> Option<C::Record<'static>> {
        match &mut self.source {
            Source::Reader { records, .. } => records.recv().await,
            Source::Trouble(_) => None,
        }
    }

    /// Reads what is left and gives the outcome of the call; the list in it is empty.
    pub async fn finish(self) -> Outcome<C::Response<'static>> {
        let Self {
            core,
            prepared,
            source,
        } = self;
        let readings = match source {
            Source::Trouble(trouble) => Err(trouble),
            Source::Reader {
                mut records,
                end,
                arrival,
            } => {
                records.close();
                while records.recv().await.is_some() {}
                let end = end.await;
                drop(arrival);
                end.map_err(|_| Trouble::new(TroubleKind::Connection, "reading was called off"))
                    .and_then(|end| ended::<S, C>(&prepared, end).map(|reading| vec![reading]))
            }
        };
        let mut outcomes = Core::<S>::settle::<C>(&prepared, readings);
        core.halt_on_refusal(&outcomes);
        let outcome = outcomes.swap_remove(0);
        tracing::info!(
            service = S::reference().id,
            operation = prepared.operation.name,
            outcome = outcome.as_str(),
            "list ended"
        );
        outcome
    }
}

fn ended<S: Service, C: Listing + Exchange<S>>(
    prepared: &Prepared,
    end: End<S, C>,
) -> Result<Reading<C::Response<'static>>, Trouble> {
    let (response, Both(findings, hearing)) = end.map_err(|error| {
        let mut unread = unread(error);
        unread.message = prepared.mask.literal(&unread.message);
        Trouble::from(unread)
    })?;
    let Decoded {
        value,
        faults,
        notes,
    } = findings.join(response);
    Ok(Reading {
        key: None,
        value,
        faults,
        notes,
        head: S::heard(hearing, prepared.operation),
    })
}

fn unread(error: stream::Error) -> Unread {
    match error {
        stream::Error::Xml(error) => Unread::from(error),
        stream::Error::Soap(error) => Unread::from(error),
        stream::Error::XmlRpc(error) => Unread::from(error),
        error => Unread {
            kind: match error {
                stream::Error::RecordTooLong { .. } => TroubleKind::TooLong,
                _ => TroubleKind::Truncated,
            },
            message: error.to_string(),
            offset: None,
        },
    }
}

/// The body as a reader that blocks until a piece arrives.
struct Arriving {
    pieces: mpsc::Receiver<Result<Bytes, String>>,
    piece: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(piece) => self.piece = piece.map_err(io::Error::other)?,
            }
        }
        let count = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

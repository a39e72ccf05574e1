//! Lists taken from the answer while it arrives, in bounded memory.

use std::{
    fmt,
    io::{self, Read},
    mem, slice,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Buf, Bytes};
use certwire_wire::{
    decoded::{Collect, Decoded},
    encoding,
    operation::Call,
    stream::{self, ListReader, Listing},
};
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinHandle},
};
use tracing::Instrument;

use crate::{
    attempt::{Readings, answered, checked, explain, is_readable},
    client::{Core, Prepared, transient, transient_error},
    error::Error,
    outcome::Outcome,
    service::{Exchange, Reading, Service, Unread},
    sinks::Both,
    trace::Trace,
    transport::Response,
    trouble::{Trouble, TroubleKind},
};

/// Pieces of the body that may wait to be read.
const PIECES: usize = 4;
/// Records that may wait to be taken.
const RECORDS: usize = 32;
/// Bytes of the body that are kept for the excerpt of an error when nothing is logged.
const KEPT: usize = 4096;

/// The records of a list, one by one, and then the outcome of the call.
///
/// Only the end of the answer tells whether the call went well, so a list must be finished: until then its records are
/// provisional.
#[must_use]
pub struct ListStream<S: Service, C: Listing + Exchange<S>> {
    core: Core<S>,
    prepared: Prepared,
    trace: Trace,
    first: Option<C::Record<'static>>,
    source: Source<S, C>,
}

/// Where the records come from.
enum Source<S: Service, C: Listing + Exchange<S>> {
    Reader(Reader<S, C>),
    /// There are none, or no more.
    Ended(Box<Outcome<C::Response<'static>>>),
}

/// A list under way.
struct Reader<S: Service, C: Listing + Exchange<S>> {
    records: mpsc::Receiver<C::Record<'static>>,
    end: JoinHandle<End<S, C>>,
    arrival: Arrival,
    status: u16,
    content_type: Option<String>,
    kept: Arc<Mutex<Kept>>,
}

/// What brings the body; without it the reader comes to its end too.
struct Arrival(AbortHandle);

impl Drop for Arrival {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What is remembered of a body that has passed.
#[derive(Debug, Default)]
struct Kept {
    bytes: Vec<u8>,
    most: usize,
    /// It ended, and all of it is here.
    whole: bool,
    /// Why it did not end.
    broken: Option<Trouble>,
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
    /// Until the first record has come, the call is repeated as any query; after that it could not be done unnoticed.
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
        let mut trace = Trace::begin::<S>(&prepared);
        let span = trace.span();
        let opening = async {
            loop {
                let opened = self.open::<C>(&prepared).await;
                let transient = match &opened {
                    Err(error) => transient_error(error),
                    Ok((_, Source::Ended(outcome))) => transient(outcome),
                    Ok((_, Source::Reader(_))) => None,
                };
                if !self.repeats(&prepared, &mut trace, transient).await {
                    return opened;
                }
            }
        };
        let (first, source) = match opening.instrument(span).await {
            Ok(opened) => opened,
            Err(error) => {
                trace.not_sent();
                return Err(error);
            }
        };
        Ok(ListStream {
            core: self.clone(),
            prepared,
            trace,
            first,
            source,
        })
    }

    /// Sends once, and waits for the first record or the end.
    async fn open<C>(&self, prepared: &Prepared) -> Result<Opened<S, C>, Error>
    where
        C: Listing + Exchange<S> + 'static,
        C::Record<'static>: Send,
        C::Response<'static>: Send,
    {
        let _turn = self.turn().await?;
        let (text, readings) = match self.begin(prepared).await {
            Err(failure) => (None, Err(self.unsent(prepared, failure)?)),
            Ok(response) if is_readable(response.status) => {
                let mut reader = self.read_list(response);
                let first = reader.records.recv().await;
                if first.is_some() {
                    self.proved();
                    return Ok((first, Source::Reader(reader)));
                }
                let outcome = self.end(prepared, reader).await;
                return Ok((None, Source::Ended(Box::new(outcome))));
            }
            Ok(response) => {
                let fetched = self.take(response).await;
                self.answer::<C>(prepared, &fetched)
            }
        };
        let outcome = self.conclude::<C>(prepared, text, readings).swap_remove(0);
        Ok((None, Source::Ended(Box::new(outcome))))
    }

    fn read_list<C>(&self, mut response: Response) -> Reader<S, C>
    where
        C: Listing + Exchange<S> + 'static,
        C::Record<'static>: Send,
        C::Response<'static>: Send,
    {
        let (pieces, arriving) = mpsc::channel(PIECES);
        let (taken, records) = mpsc::channel(RECORDS);
        let settings = &self.inner.settings;
        let limits = settings.limits;
        let logged = !settings.logs.is_empty();
        let kept = Arc::new(Mutex::new(Kept {
            most: if logged { limits.body } else { KEPT },
            ..Kept::default()
        }));
        let (status, content_type) = (response.status, response.content_type.take());
        let (core, keeping) = (self.clone(), Arc::clone(&kept));
        let arrival = tokio::spawn(async move {
            loop {
                let piece = core.piece(&mut response).await;
                lock(&keeping).keep(&piece);
                let last = !matches!(piece, Ok(Some(_)));
                let piece = piece.map_err(|trouble| trouble.to_string()).transpose();
                let Some(piece) = piece else { return };
                if pieces.send(piece).await.is_err() || last {
                    return;
                }
            }
        });
        let declared = content_type.clone();
        let end = tokio::task::spawn_blocking(move || {
            let body = Arriving {
                pieces: arriving,
                piece: Bytes::new(),
            };
            let sink = Both::default();
            let mut reader: ListReader<_, C, Both<Collect, S::Hearing>> =
                ListReader::with_sink(body, declared.as_deref(), limits, sink);
            for record in reader.records() {
                // Who takes no more records still wants the outcome.
                if taken.blocking_send(record?).is_err() {
                    break;
                }
            }
            drop(taken);
            reader.finish_with_sink()
        });
        Reader {
            records,
            end,
            arrival: Arrival(arrival.abort_handle()),
            status,
            content_type,
            kept,
        }
    }

    /// Reads what is left, and tells what the list as a whole says.
    async fn end<C: Listing + Exchange<S>>(
        &self,
        prepared: &Prepared,
        reader: Reader<S, C>,
    ) -> Outcome<C::Response<'static>> {
        let Reader {
            mut records,
            end,
            arrival,
            status,
            content_type,
            kept,
        } = reader;
        records.close();
        while records.recv().await.is_some() {}
        let end = end.await;
        drop(arrival);
        let content_type = content_type.as_deref();
        let kept = mem::take(&mut *lock(&kept));
        let text = kept.text(content_type);
        let readings = match (kept.broken, end) {
            (Some(trouble), _) => Err(trouble),
            (None, Err(_)) => Err(Trouble::new(
                TroubleKind::Connection,
                "reading was called off",
            )),
            (None, Ok(end)) => {
                // Of a part, nobody can say how it ends.
                let whole = if kept.whole { text.as_str() } else { "" };
                let end =
                    end.map_err(|error| explain(prepared, unread(error), whole, content_type));
                end.map(|end| vec![reading::<S, C>(prepared, end)])
                    .and_then(|readings| checked(status, content_type, readings))
            }
        };
        let readings: Readings<_> = readings.map_err(|mut trouble| {
            trouble.status = Some(status);
            if trouble.excerpt.is_empty() {
                trouble.excerpt = prepared.mask.excerpt(&text);
            }
            trouble
        });
        let logged = kept.whole && !self.inner.settings.logs.is_empty();
        let answered = logged.then(|| answered(prepared, status, content_type, &text));
        self.conclude::<C>(prepared, answered, readings)
            .swap_remove(0)
    }
}

/// The first record, and where the others come from.
type Opened<S, C> = (Option<<C as Listing>::Record<'static>>, Source<S, C>);

impl<S: Service, C: Listing + Exchange<S>> ListStream<S, C> {
    /// The next record; none when the list has ended or broken off, which [`ListStream::finish`] tells.
    pub async fn next(&mut self) -> Option<C::Record<'static>> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        match &mut self.source {
            Source::Reader(reader) => reader.records.recv().await,
            Source::Ended(_) => None,
        }
    }

    /// Reads what is left and gives the outcome of the call; the list in it is empty.
    pub async fn finish(self) -> Outcome<C::Response<'static>> {
        let Self {
            core,
            prepared,
            trace,
            source,
            ..
        } = self;
        let outcome = match source {
            Source::Ended(outcome) => *outcome,
            Source::Reader(reader) => core.end(&prepared, reader).instrument(trace.span()).await,
        };
        trace.ended(slice::from_ref(&outcome));
        outcome
    }
}

impl Kept {
    fn keep(&mut self, piece: &Result<Option<Bytes>, Trouble>) {
        match piece {
            Ok(Some(piece)) => {
                let room = self.most.saturating_sub(self.bytes.len());
                self.bytes
                    .extend_from_slice(&piece[..room.min(piece.len())]);
                if piece.len() > room {
                    self.most = 0;
                }
            }
            Ok(None) => self.whole = self.most > 0,
            Err(trouble) => self.broken = Some(trouble.clone()),
        }
    }

    fn text(&self, content_type: Option<&str>) -> String {
        match encoding::decode(&self.bytes, content_type) {
            Ok((text, _)) => text.into_owned(),
            Err(_) => String::from_utf8_lossy(&self.bytes).into_owned(),
        }
    }
}

fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the end of a list says.
fn reading<S: Service, C: Listing + Exchange<S>>(
    prepared: &Prepared,
    (response, Both(findings, hearing)): (C::Response<'static>, Both<Collect, S::Hearing>),
) -> Reading<C::Response<'static>> {
    let Decoded {
        value,
        faults,
        notes,
        ..
    } = findings.join(response);
    Reading {
        key: None,
        value,
        faults,
        notes,
        head: S::heard(hearing, prepared.operation),
    }
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

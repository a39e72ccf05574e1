//! One exchange with the CA: send, take the answer within its bounds, tell what it is.

use std::time::Duration;

use bytes::Bytes;
use certwire_wire::{decoded::Finding, encoding, report::Place, xml};
use tokio::time::timeout;
use url::Url;

use crate::{
    client::{Core, Prepared},
    error::Error,
    log::{Answered, Exchanged},
    outcome::Outcome,
    service::{Exchange, Reading, Service, Unread, Verdict},
    transport::{Failure, FailureKind, Request, Response, Stage},
    trouble::{Trouble, TroubleKind},
};

/// Characters of a server's own words that are kept.
const WORDS: usize = 300;

/// What came back.
#[derive(Debug, Default)]
pub(crate) struct Fetched {
    status: u16,
    content_type: Option<String>,
    location: Option<String>,
    retry_after: Option<Duration>,
    body: Vec<u8>,
    /// Why the body is not whole.
    broken: Option<Trouble>,
}

impl<S: Service> Core<S> {
    /// Sends the request once.
    pub(crate) async fn attempt<C: Exchange<S>>(
        &self,
        prepared: &Prepared,
    ) -> Result<Vec<Outcome<C::Response<'static>>>, Error> {
        let _turn = self.turn().await?;
        let (text, readings) = match self.fetch(prepared).await {
            Err(failure) => (None, Err(self.unsent(prepared, failure)?)),
            Ok(fetched) => self.answer::<C>(prepared, &fetched),
        };
        Ok(self.conclude::<C>(prepared, text, readings))
    }

    /// Nothing was sent, or the trouble that leaves it open whether anything was.
    pub(crate) fn unsent(&self, prepared: &Prepared, failure: Failure) -> Result<Trouble, Error> {
        if failure.stage == Stage::BeforeSending {
            self.log(prepared, None, Some(failure.to_string()));
            return Err(Error::NotSent(failure));
        }
        Ok(trouble(&failure))
    }

    /// The outcomes of an exchange that has come to its end.
    pub(crate) fn conclude<C: Exchange<S>>(
        &self,
        prepared: &Prepared,
        text: Option<Answered>,
        readings: Readings<C::Response<'static>>,
    ) -> Vec<Outcome<C::Response<'static>>> {
        let failure = match &readings {
            Err(trouble) => Some(trouble.to_string()),
            Ok(_) if text.is_none() => Some("the answer is longer than what is kept".to_owned()),
            Ok(_) => None,
        };
        self.log(prepared, text, failure);
        let outcomes = Self::settle::<C>(prepared, readings);
        self.halt_on_refusal(&outcomes);
        // What is in doubt says nothing of the credentials.
        if outcomes.iter().any(|outcome| !outcome.is_ambiguous()) {
            self.proved();
        }
        outcomes
    }

    /// Sends and takes the answer, within the time-outs and the limit of the body.
    async fn fetch(&self, prepared: &Prepared) -> Result<Fetched, Failure> {
        let settings = &self.inner.settings;
        let send = async {
            let response = self.begin(prepared).await?;
            Ok(self.take(response).await)
        };
        let whole = timeout(settings.whole, send).await;
        whole.unwrap_or_else(|_| {
            Err(Failure {
                stage: Stage::Sent,
                kind: FailureKind::Timeout,
                message: format!("no whole answer within {:?}", settings.whole),
            })
        })
    }

    /// Sends, and waits until the answer begins.
    pub(crate) async fn begin(&self, prepared: &Prepared) -> Result<Response, Failure> {
        let settings = &self.inner.settings;
        let longest = settings.answer.min(settings.whole);
        let send = self.inner.transport.send(prepared.request::<S>());
        timeout(longest, send).await.unwrap_or_else(|_| {
            Err(Failure {
                stage: Stage::Sent,
                kind: FailureKind::Timeout,
                message: format!("no answer within {longest:?}"),
            })
        })
    }

    pub(crate) async fn take(&self, mut response: Response) -> Fetched {
        let limit = self.inner.settings.limits.body;
        let mut fetched = Fetched {
            status: response.status,
            content_type: response.content_type.take(),
            location: response.location.take(),
            retry_after: response.retry_after,
            ..Fetched::default()
        };
        let too_long = || {
            Trouble::new(
                TroubleKind::TooLong,
                format!("the answer is longer than {limit} bytes"),
            )
        };
        if response.length.is_some_and(|length| length > limit as u64) {
            fetched.broken = Some(too_long());
            return fetched;
        }
        loop {
            match self.piece(&mut response).await {
                Ok(None) => return fetched,
                Ok(Some(piece)) if fetched.body.len() + piece.len() > limit => {
                    fetched.broken = Some(too_long());
                    return fetched;
                }
                Ok(Some(piece)) => fetched.body.extend_from_slice(&piece),
                Err(trouble) => {
                    fetched.broken = Some(trouble);
                    return fetched;
                }
            }
        }
    }

    pub(crate) async fn piece(&self, response: &mut Response) -> Result<Option<Bytes>, Trouble> {
        let idle = self.inner.settings.idle;
        match timeout(idle, response.body.chunk()).await {
            Ok(piece) => piece.map_err(|failure| trouble(&failure)),
            Err(_) => Err(Trouble::new(
                TroubleKind::Timeout,
                format!("the answer stopped for {idle:?}"),
            )),
        }
    }

    /// The readings of an answer, and its text for the log.
    pub(crate) fn answer<C: Exchange<S>>(
        &self,
        prepared: &Prepared,
        fetched: &Fetched,
    ) -> (Option<Answered>, Readings<C::Response<'static>>) {
        let content_type = fetched.content_type.as_deref();
        let (text, encoded) = match encoding::decode(&fetched.body, content_type) {
            Ok((text, name)) => (text.into_owned(), Ok(name)),
            Err(error) => {
                let text = String::from_utf8_lossy(&fetched.body).into_owned();
                (text, Err(Unread::from(error)))
            }
        };
        let readings = match (&fetched.broken, encoded) {
            (Some(trouble), _) => Err(trouble.clone()),
            (None, _) if !is_readable(fetched.status) => Err(unwelcome(fetched)),
            (None, Err(unread)) => Err(explain(prepared, unread, &text, content_type)),
            (None, Ok(_)) => S::read::<C>(&text, &self.inner.settings.limits)
                .map_err(|unread| explain(prepared, unread, &text, content_type))
                .and_then(|readings| checked(fetched.status, content_type, readings)),
        };
        let readings = readings.map_err(|mut trouble| {
            trouble.status = Some(fetched.status);
            trouble.retry_after = fetched.retry_after;
            if trouble.excerpt.is_empty() {
                trouble.excerpt = prepared.mask.excerpt(&text);
            }
            trouble
        });
        let logged = !self.inner.settings.logs.is_empty();
        let answered = logged.then(|| answered(prepared, fetched.status, content_type, &text));
        (answered, readings)
    }

    fn log(&self, prepared: &Prepared, answer: Option<Answered>, failure: Option<String>) {
        let logs = &self.inner.settings.logs;
        if logs.is_empty() {
            return;
        }
        let exchange = Exchanged {
            operation: prepared.operation.name.to_owned(),
            url: prepared.url.to_string(),
            request: prepared
                .mask
                .redact(&String::from_utf8_lossy(&prepared.body)),
            answer,
            failure,
        };
        for log in logs {
            log.exchanged(&exchange);
        }
    }
}

/// An answer as the log is told of it.
pub(crate) fn answered(
    prepared: &Prepared,
    status: u16,
    content_type: Option<&str>,
    text: &str,
) -> Answered {
    Answered {
        status,
        content_type: prepared.mask.literal(&utf8_type(content_type)),
        body: prepared.mask.redact(&utf8_declared(text)),
    }
}

impl Prepared {
    pub(crate) fn request<S: Service>(&self) -> Request {
        Request {
            operation: self.operation,
            url: self.url.clone(),
            headers: S::HEADERS,
            body: self.body.clone(),
        }
    }
}

pub(crate) type Readings<T> = Result<Vec<Reading<T>>, Trouble>;

/// A failure after the message may have left.
pub(crate) fn trouble(failure: &Failure) -> Trouble {
    let kind = match (failure.kind, failure.stage) {
        (FailureKind::Timeout, _) => TroubleKind::Timeout,
        (_, Stage::Answering) => TroubleKind::Truncated,
        _ => TroubleKind::Connection,
    };
    Trouble::new(kind, failure.to_string())
}

/// Statuses under which the two services answer: faults come under 500.
pub(crate) fn is_readable(status: u16) -> bool {
    matches!(status, 200..=299 | 500)
}

fn unwelcome(fetched: &Fetched) -> Trouble {
    if (300..400).contains(&fetched.status) {
        // A redirect's address can hold anything, so only the host is told.
        let host = fetched.location.as_deref().and_then(|location| {
            let url = Url::parse(location).ok()?;
            url.host_str().map(str::to_owned)
        });
        let host = host.unwrap_or_else(|| "another address".to_owned());
        let message = format!("the server redirects to {host}; redirects are not followed");
        return Trouble::new(TroubleKind::Redirect, message);
    }
    let message = "the server answers with an HTTP status that is no answer of the CA";
    Trouble::new(TroubleKind::Status, message)
}

/// Why a body is no answer, with a piece of it.
pub(crate) fn explain(
    prepared: &Prepared,
    unread: Unread,
    text: &str,
    content_type: Option<&str>,
) -> Trouble {
    let offset = unread.offset;
    let mut trouble = Trouble::from(unread);
    if trouble.kind == TroubleKind::Xml && ends_in_a_tag(text) {
        trouble.kind = TroubleKind::Truncated;
    }
    let message = prepared.mask.literal(&trouble.message);
    trouble.message = message.chars().take(WORDS).collect();
    let declared = content_type.filter(|found| !is_xml(found));
    if let (Some(found), true) = (declared, is_no_message(trouble.kind)) {
        let found = prepared.mask.literal(found);
        let found: String = found.chars().take(60).collect();
        trouble.kind = TroubleKind::ContentType;
        trouble.message = format!("the answer is {found}, not XML: {}", trouble.message);
    }
    if let (Some(offset), TroubleKind::Xml | TroubleKind::Truncated) = (offset, trouble.kind)
        && !text.is_empty()
    {
        let names = prepared.mask.names();
        trouble.excerpt = prepared.mask.literal(&xml::excerpt(text, offset, &names));
    }
    trouble
}

fn ends_in_a_tag(text: &str) -> bool {
    text.rfind('<')
        .is_some_and(|start| !text[start..].contains('>'))
}

/// Whether the body is not even a message of some kind.
fn is_no_message(kind: TroubleKind) -> bool {
    matches!(
        kind,
        TroubleKind::ContentType | TroubleKind::Xml | TroubleKind::Foreign
    )
}

fn is_xml(content_type: &str) -> bool {
    let media = content_type.split(';').next().unwrap_or_default().trim();
    let media = media.to_ascii_lowercase();
    media == "text/xml" || media == "application/xml" || media.ends_with("+xml")
}

/// What the frame says against readings that are fine by themselves.
pub(crate) fn checked<T>(
    status: u16,
    content_type: Option<&str>,
    mut readings: Vec<Reading<T>>,
) -> Readings<T> {
    let success = |reading: &Reading<T>| reading.head.verdict != Verdict::Failure;
    if status == 500 && readings.iter().any(success) {
        let message = "the answer tells of no failure, but came as a server error";
        return Err(Trouble::new(TroubleKind::Contradiction, message));
    }
    let found = content_type.unwrap_or("no content type");
    if !is_xml(found) {
        let found: String = found.chars().take(60).collect();
        for reading in &mut readings {
            reading.notes.push(Finding {
                place: Place::default(),
                kind: "content-type",
                message: format!("The answer came as {found}, not as XML."),
                raw: String::new(),
            });
        }
    }
    Ok(readings)
}

/// The content type of a text that has been converted.
fn utf8_type(content_type: Option<&str>) -> String {
    let media = content_type.and_then(|found| found.split(';').next());
    media.map_or(String::new(), |media| format!("{media};charset=UTF-8"))
}

/// The text with a declaration that is true of it now.
fn utf8_declared(text: &str) -> String {
    match text
        .strip_prefix("<?xml ")
        .and_then(|rest| rest.split_once("?>"))
    {
        Some((_, rest)) => format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{rest}"),
        None => text.to_owned(),
    }
}

//! Payloads that are read as they come: lists of any length in bounded memory, all else whole.

use std::io::Read;

use certwire_wire::{
    encoding,
    error::XmlErrorKind,
    limits::Limits,
    operation::{Direction, Operation},
    report::Note,
    sink::Discard,
    soap,
    stream::{self, ListReport, Piece},
    validate::Validator,
    xmlrpc,
};

use crate::{
    answer::{answer, candidates, taken_for},
    excerpt::excerpt_of,
    gather::{Gather, Gathered, Lines},
    input::{Trouble, kind},
    judge::{Options, Root, judge, named, root},
    judgement::Judgement,
    service::Service,
    shown::Shown,
    verdict::{broken, converted},
};

/// Payloads of less than so many bytes are read whole. Of others, so many are read to tell what they are.
const HEAD: usize = 1 << 20;

/// Room for most payloads, so that they are read at once.
const USUAL: usize = 16 << 10;

/// How much of an XML-RPC response is judged to tell its operation.
const SAMPLE: usize = 256 << 10;

/// Judges one payload while it is read. Nothing of its text is kept but the lines that the options want.
///
/// A response that lists orders or certificates may be of any length: its records are judged one at a time, and the
/// limit on the body holds for each of them. Everything else is read whole, up to that limit.
pub fn judge_stream(file: String, mut reader: impl Read, options: &Options) -> Judgement {
    let mut head = Vec::with_capacity(USUAL);
    let wanted = HEAD.min(options.limits.body);
    let mut judgement = match (&mut reader).take(wanted as u64).read_to_end(&mut head) {
        Err(error) => unread(file, &error),
        Ok(_) if head.len() < wanted => judge(file, &head, options),
        Ok(_) => long(file, head, reader, options),
    };
    judgement.shown = match &judgement.outcome {
        Ok(report) if options.lines => judgement.shown.lines_of(report),
        _ => Shown::default(),
    };
    judgement
}

/// Judges a payload that begins with these bytes.
fn long(file: String, head: Vec<u8>, reader: impl Read, options: &Options) -> Judgement {
    match road(&head, options) {
        Road::List(plan) => listed(file, plan, head.chain(reader), options),
        Road::Decided(end) => judge(file, &head[..end], options),
        Road::Whole(advice) => whole(file, head, reader, options, advice),
    }
}

/// How a long payload is judged.
enum Road {
    /// Record by record.
    List(Plan),
    /// Whatever follows, so many of its first bytes give the verdict.
    Decided(usize),
    /// Read whole. Carried is what to do if it is too long.
    Whole(&'static str),
}

/// A list to be judged record by record.
struct Plan {
    service: Service,
    operation: &'static Operation,
    notes: Vec<Note>,
}

const NO_LIST: &str = "Only answers that list orders or certificates are read record by record. Raise the limit with --max-size.";
const UNNAMED: &str = "The answer does not tell its operation: name it with --operation, and a list is read record by record; \
                       or raise the limit with --max-size.";

/// Tells from its first bytes how to judge a payload.
fn road(head: &[u8], options: &Options) -> Road {
    match kind::detect(head) {
        Ok(kind::Kind::Xml) => {}
        Ok(kind::Kind::Text) => return Road::Whole(NO_LIST),
        Err(_) => return Road::Decided(head.len()),
    }
    // No character is cut in two there.
    let end = memchr::memrchr(b'>', head).map_or(0, |end| end + 1);
    let head = &head[..end];
    let Ok((text, encoding)) = encoding::decode(head, None) else {
        return Road::Decided(end);
    };
    let (service, root) = match root(&text) {
        Ok(Root::XmlRpc) => (Service::Tbs, None),
        Ok(Root::Soap(root)) if is_ours(&root) => (Service::Gs, Some(root)),
        Err(error) if is_cut(&error) => return Road::Whole(NO_LIST),
        Ok(Root::Soap(_)) | Err(_) => return Road::Decided(end),
    };
    let found = match &root {
        Some(root) => soap_list(root, options),
        None => xmlrpc_list(&text, options),
    };
    let operation = match found {
        Ok(operation) => operation,
        Err(advice) => return Road::Whole(advice),
    };
    if !is_listed(operation, head) {
        return Road::Whole(NO_LIST);
    }
    let note = taken_for(operation, root.as_ref());
    let note = note.filter(|_| options.operation.is_none());
    Road::List(Plan {
        service,
        operation,
        notes: note.into_iter().chain(encoding.map(converted)).collect(),
    })
}

fn is_ours(root: &soap::RootName) -> bool {
    root.namespace == Service::Gs.reference().namespace
}

fn is_cut(error: &soap::Error) -> bool {
    matches!(error, soap::Error::Xml(error) if error.kind == XmlErrorKind::UnexpectedEnd)
}

/// The operation of a SOAP response, or what to do when it is too long.
fn soap_list(root: &soap::RootName, options: &Options) -> Result<&'static Operation, &'static str> {
    if root.direction != Some(Direction::Response) {
        return Err(NO_LIST);
    }
    if let Some(name) = &options.operation {
        return chosen(Service::Gs, name);
    }
    match candidates(Service::Gs, Some(root))[..] {
        [operation] => Ok(operation),
        _ => Err(NO_LIST),
    }
}

/// The operation of an XML-RPC response that begins so, or what to do when it is too long.
fn xmlrpc_list(text: &str, options: &Options) -> Result<&'static Operation, &'static str> {
    if !matches!(xmlrpc::method(text), Ok(xmlrpc::Kind::Response)) {
        return Err(NO_LIST);
    }
    if let Some(name) = &options.operation {
        return chosen(Service::Tbs, name);
    }
    let sample = sample(text).ok_or(UNNAMED)?;
    let mut judgement = Judgement::new(String::new());
    let verdict = answer(&mut judgement, &sample, Service::Tbs, None, options);
    let name = judgement.operation.filter(|_| verdict.is_ok());
    chosen(Service::Tbs, name.ok_or(UNNAMED)?)
}

/// The operation that is named. What is wrong with the name is told where the payload is read whole.
fn chosen(service: Service, name: &str) -> Result<&'static Operation, &'static str> {
    let operation = named(service, name).ok().flatten();
    operation.ok_or(NO_LIST)
}

/// The beginning of an XML-RPC response as a response of its own: cut behind an entry, its open elements ended.
fn sample(text: &str) -> Option<String> {
    let text = &text[..text.floor_char_boundary(SAMPLE)];
    let mut open: Vec<&str> = Vec::new();
    let mut cut: Option<(usize, Vec<&str>)> = None;
    let mut at = 0;
    while let Some((tag, end)) = next_tag(text, at) {
        at = end;
        let name = tag.trim_start_matches('/').trim_ascii_end();
        if !tag.starts_with('/') {
            open.push(name);
            continue;
        }
        open.pop();
        let is_entry = matches!(name, "member" | "value") && end > SAMPLE / 2;
        if is_entry
            && cut
                .as_ref()
                .is_none_or(|(_, outer)| open.len() <= outer.len())
        {
            cut = Some((end, open.clone()));
        }
    }
    let (end, open) = cut?;
    let ends = open.iter().rev().map(|name| format!("</{name}>"));
    Some(ends.fold(text[..end].to_owned(), |sample, end| sample + &end))
}

/// The inside of the next start or end tag, and where it ends.
fn next_tag(text: &str, mut at: usize) -> Option<(&str, usize)> {
    loop {
        let start = at + text[at..].find('<')?;
        let rest = &text[start..];
        let close = match rest.as_bytes().get(1)? {
            b'?' => "?>",
            b'!' if rest.starts_with("<!--") => "-->",
            b'!' => "]]>",
            _ => ">",
        };
        let end = start + rest.find(close)? + close.len();
        let tag = &text[start + 1..end - 1];
        at = end;
        if close == ">" && !tag.ends_with('/') {
            return Some((tag, end));
        }
    }
}

/// Whether the beginning of a payload holds a record of the operation's list, or an error before it.
fn is_listed(operation: &'static Operation, head: &[u8]) -> bool {
    let report = ListReport::new(operation, head, None, Limits::DEFAULT, Discard);
    match report.map(|mut report| report.report_next()) {
        Some(Ok(found)) => found,
        Some(Err(stream::Error::Xml(error))) => error.kind != XmlErrorKind::UnexpectedEnd,
        Some(Err(_)) | None => false,
    }
}

/// Judges a list record by record.
fn listed(file: String, plan: Plan, reader: impl Read, options: &Options) -> Judgement {
    let mut judgement = Judgement::new(file);
    judgement.service = Some(plan.service);
    judgement.operation = Some(plan.operation.name);
    judgement.direction = Some(Direction::Response);
    let gathered = gather(&plan, reader, options);
    judgement.outcome = gathered.map(|mut gathered| {
        judgement.omitted = gathered.omitted;
        judgement.shown = Shown::Lines(gathered.lines);
        gathered.report.notes.splice(0..0, plan.notes);
        gathered.report
    });
    if options.strict {
        judgement.make_strict();
    }
    judgement
}

fn gather(plan: &Plan, reader: impl Read, options: &Options) -> Result<Gathered, Trouble> {
    let Plan {
        service, operation, ..
    } = *plan;
    let Options { limits, lines, .. } = *options;
    let (profile, context) = (service.profile(), options.context());
    let validator = Validator::new(profile, operation, Direction::Response, context);
    let sink = Gather::new(validator, lines);
    let Some(mut report) = ListReport::new(operation, reader, None, limits, sink) else {
        return Ok(Gathered::default());
    };
    let outcome = report.run(&mut |sink: &mut Gather<'_>, piece: &Piece<'_>| sink.place(piece));
    let Err(error) = outcome else {
        return Ok(report.into_sink().finish());
    };
    let mut gathered = Gathered {
        report: broken(error, limits)?,
        ..Gathered::default()
    };
    for violation in &mut gathered.report.violations {
        let offset = violation.place.offset;
        let piece = offset.and_then(|offset| report.broken_piece(offset));
        let Some(piece) = piece else { continue };
        let at = Lines::of(&piece).fill(&mut violation.place);
        let line = at.map(|(offset, at)| (offset, excerpt_of(piece.text, at, piece.own.clone())));
        gathered.lines.extend(line.filter(|_| lines));
    }
    Ok(gathered)
}

/// Reads what is left, and judges it all.
fn whole(
    file: String,
    mut bytes: Vec<u8>,
    reader: impl Read,
    options: &Options,
    advice: &str,
) -> Judgement {
    let limit = options.limits.body;
    let room = limit.saturating_sub(bytes.len()) as u64 + 1;
    if let Err(error) = reader.take(room).read_to_end(&mut bytes) {
        return unread(file, &error);
    }
    if bytes.len() <= limit {
        return judge(file, &bytes, options);
    }
    let size = limit / (1024 * 1024);
    failed(
        file,
        format!("The payload is larger than {size} MiB. {advice}"),
    )
}

fn unread(file: String, error: &std::io::Error) -> Judgement {
    failed(file, format!("The payload cannot be read: {error}."))
}

fn failed(file: String, sentence: String) -> Judgement {
    Judgement {
        outcome: Err(Trouble::new(sentence)),
        ..Judgement::new(file)
    }
}

#[cfg(test)]
mod tests;

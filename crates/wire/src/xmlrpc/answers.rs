//! Responses that answer several demands at once, each under the caller's reference.

use std::borrow::Cow;

use super::{
    cursor::{Content, Cursor},
    error::Error,
    frame::{check_lead, end_response, is_keyed, to_value},
    names,
    walk::{Root, Walk},
};
use crate::{
    error::XmlErrorKind,
    limits::Limits,
    operation::Root as Message,
    shape::Shape,
    sink::{Progress, Sink},
    walk,
    xml::{Context, Scanner, Step},
};

/// One of the answers in a response.
#[derive(Debug)]
pub struct Answer<'a> {
    key: Option<Cow<'a, str>>,
    /// The payload, up to the end of the answer's value at least.
    source: &'a str,
    /// Where the content of its value begins.
    at: usize,
    /// It is the only one: nothing of it, or of what follows, has been checked.
    is_whole: bool,
    context: Context,
    limits: Limits,
}

impl Answer<'_> {
    /// The caller's reference; none when the response is a single answer without one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Reads it and reports it to a sink.
    ///
    /// # Errors
    ///
    /// When the XML is broken, is not XML-RPC, or the answer is no struct.
    pub fn read<'s, T: Message<'s>, K: Sink>(&'s self, sink: &mut K) -> Result<T, Error> {
        let mut walk = self.walk(T::SHAPE, sink)?;
        let value = T::decode(&mut walk);
        self.end(&mut walk)?;
        Ok(value)
    }

    /// Reports it to a sink as an answer of this shape, and makes no value of it.
    ///
    /// # Errors
    ///
    /// As [`Answer::read`].
    pub fn report<K: Sink>(&self, shape: &'static Shape, sink: &mut K) -> Result<(), Error> {
        let mut walk = self.walk(shape, sink)?;
        walk::report(&mut walk, shape);
        self.end(&mut walk)
    }

    fn walk<'s, 'k, K: Sink>(
        &'s self,
        shape: &'static Shape,
        sink: &'k mut K,
    ) -> Result<Walk<'s, 'k, K>, Error> {
        let scan = Scanner::resume(self.source, self.at, &self.limits, &self.context)?;
        let levels = if self.is_whole { 2 } else { 0 };
        let mut walk = Walk::new(Cursor::new(scan), Root::Inside(levels), sink);
        let step = walk.cursor.content();
        let content = walk.cursor.settle(step)?;
        walk.open_root(&content, self.at, shape);
        Ok(walk)
    }

    fn end<K: Sink>(&self, walk: &mut Walk<'_, '_, K>) -> Result<(), Error> {
        let cursor = walk.finish();
        let step = if self.is_whole {
            end_response(cursor)
        } else {
            Ok(())
        };
        cursor.settle(step)
    }
}

/// The answers in a response: one for each of the caller's references when all members of its struct are structs
/// under names that the response's shape does not know, else one without a reference.
///
/// Answers under references are checked here to the end of the body, and can be read one by one; a single one is checked
/// when it is read.
///
/// # Errors
///
/// As [`super::read`], and when two answers have one reference.
pub fn answers<'a>(
    xml: &'a str,
    limits: &Limits,
    shape: &'static Shape,
) -> Result<Vec<Answer<'a>>, Error> {
    check_lead(xml, limits)?;
    let mut cursor = Cursor::new(Scanner::new(xml, limits));
    to_value(&mut cursor)?;
    let step = cursor.scan.check_to(cursor.scan.pos());
    cursor.settle(step)?;
    let whole = Answer {
        source: xml,
        is_whole: true,
        ..begin(&cursor, None)
    };
    if is_keyed(shape) {
        return Ok(vec![whole]);
    }
    let step = split(&mut cursor, shape);
    let answers = cursor.settle(step)?;
    Ok(answers.unwrap_or_else(|| vec![whole]))
}

/// The answers under references; none as soon as anything tells that there is a single answer.
fn split<'a>(cursor: &mut Cursor<'a>, shape: &'static Shape) -> Step<Option<Vec<Answer<'a>>>> {
    let mut answers = Vec::new();
    let content = cursor.content()?;
    let around = match content {
        Content::Struct => 2,
        // Its data too.
        Content::Array => 3,
        _ => return Err(cursor.unexpected("a struct")),
    };
    let mut count = 0;
    while let Some(key) = next(cursor, &content, &mut count)? {
        let mut answer = begin(cursor, Some(key));
        let value = cursor.content()?;
        if !value.is_structure() || !is_reference(shape, &answer) {
            return Ok(None);
        }
        cursor.skip_value(&value)?;
        answer.source = &cursor.scan.source()[..cursor.scan.pos()];
        answers.push(answer);
        if matches!(content, Content::Struct) {
            cursor.close()?;
        }
    }
    if answers.is_empty() {
        return Ok(None);
    }
    // Then param and params.
    for _ in 0..around + 2 {
        cursor.close()?;
    }
    end_response(cursor)?;
    refuse_repeated(cursor, &answers)?;
    Ok(Some(answers))
}

/// The key of the next member of a struct or value of an array, whose value is open then.
fn next<'a>(
    cursor: &mut Cursor<'a>,
    content: &Content<'_>,
    count: &mut usize,
) -> Step<Option<Cow<'a, str>>> {
    let is_struct = matches!(content, Content::Struct);
    if !cursor.open_if_any(if is_struct { "member" } else { "value" })? {
        return Ok(None);
    }
    let number = *count;
    *count += 1;
    let limit = cursor.scan.limits().members;
    if *count > limit {
        let kind = XmlErrorKind::TooManyMembers(limit);
        return Err(cursor.scan.fail(kind, cursor.scan.pos()));
    }
    if !is_struct {
        return Ok(Some(Cow::Owned(number.to_string())));
    }
    let (name, _) = cursor.name("name")?;
    cursor.open("value")?;
    Ok(Some(name))
}

/// An answer whose value has just been opened.
fn begin<'a>(cursor: &Cursor<'a>, key: Option<Cow<'a, str>>) -> Answer<'a> {
    Answer {
        key,
        source: "",
        at: cursor.scan.pos(),
        is_whole: false,
        context: cursor.scan.context(),
        limits: *cursor.scan.limits(),
    }
}

/// Whether the key is none of the members of a single answer.
fn is_reference(shape: &'static Shape, answer: &Answer<'_>) -> bool {
    let key = answer.key().unwrap_or_default();
    names::find(shape, Progress::default(), key, true, 0).is_none()
}

fn refuse_repeated(cursor: &mut Cursor<'_>, answers: &[Answer<'_>]) -> Step<()> {
    let mut keys: Vec<_> = answers.iter().map(|a| (a.key(), a.at)).collect();
    keys.sort_unstable();
    let Some(pair) = keys.windows(2).find(|pair| pair[0].0 == pair[1].0) else {
        return Ok(());
    };
    let (reason, offset) = ("two answers have one reference", pair[1].1);
    Err(cursor.stop(Error::Ambiguous { reason, offset }))
}

//! Responses that answer several demands at once, each under the caller's reference.

use std::borrow::Cow;

use super::{
    cursor::{Content, Cursor},
    error::Error,
    frame::{end_response, is_keyed, to_value},
    names,
    walk::{Root, Walk},
};
use crate::{
    error::XmlErrorKind,
    limits::Limits,
    operation::Root as Message,
    shape::Shape,
    sink::{Progress, Sink},
    stream::Shifted,
    walk,
    xml::{Context, Scanner, Step},
};

/// One of the answers in a response.
#[derive(Debug)]
pub struct Answer<'a> {
    key: Option<Cow<'a, str>>,
    /// From the content of its value to the value's end tag.
    source: &'a str,
    offset: usize,
    context: Context,
    limits: Limits,
}

impl Answer<'_> {
    /// The caller's reference; none when the response is a single answer without one.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The byte of the payload at which it begins.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Reads it and reports it to a sink, places being those of the whole payload.
    ///
    /// # Errors
    ///
    /// When it is no struct.
    pub fn read<'s, T: Message<'s>, K: Sink>(&'s self, sink: &mut K) -> Result<T, Error> {
        let mut sink = Shifted::new(sink, self.offset);
        let mut walk = self.walk(T::SHAPE, &mut sink)?;
        let value = T::decode(&mut walk);
        self.settle(walk)?;
        Ok(value)
    }

    /// Reports it to a sink as an answer of this shape, and makes no value of it.
    ///
    /// # Errors
    ///
    /// As [`Answer::read`].
    pub fn report<K: Sink>(&self, shape: &'static Shape, sink: &mut K) -> Result<(), Error> {
        let mut sink = Shifted::new(sink, self.offset);
        let mut walk = self.walk(shape, &mut sink)?;
        walk::report(&mut walk, shape);
        self.settle(walk)
    }

    fn walk<'s, 'k, K: Sink>(
        &'s self,
        shape: &'static Shape,
        sink: &'k mut K,
    ) -> Result<Walk<'s, 'k, K>, Error> {
        let moved = |error: Error| error.moved(|at| at + self.offset);
        let scan = Scanner::resume(self.source, &self.limits, &self.context);
        let mut cursor = Cursor::new(scan.map_err(|error| moved(Error::Xml(error)))?);
        match cursor.content() {
            Ok(content) => Ok(Walk::new(
                cursor,
                Some((content, 0)),
                shape,
                Root::Inside(0),
                sink,
            )),
            Err(stop) => cursor.settle(Err(stop)).map_err(moved),
        }
    }

    fn settle<K: Sink>(&self, walk: Walk<'_, '_, K>) -> Result<(), Error> {
        let settled = walk.into_cursor().settle(Ok(()));
        settled.map_err(|error| error.moved(|at| at + self.offset))
    }
}

/// The answers in a response: one for each of the caller's references when all members of its struct are structs
/// under names that the response's shape does not know, else one without a reference.
///
/// The whole body is checked here; [`Answer::read`] or [`Answer::report`] then goes through each answer.
///
/// # Errors
///
/// As [`super::read`], and when two answers have one reference.
pub fn answers<'a>(
    xml: &'a str,
    limits: &Limits,
    shape: &'static Shape,
) -> Result<Vec<Answer<'a>>, Error> {
    let mut cursor = to_value(xml, limits)?;
    let step = split(&mut cursor, shape);
    cursor.settle(step)
}

fn split<'a>(cursor: &mut Cursor<'a>, shape: &'static Shape) -> Step<Vec<Answer<'a>>> {
    let mut whole = begin(cursor, None);
    let mut keyed = !is_keyed(shape);
    let mut answers = Vec::new();
    let content = cursor.content()?;
    if !content.is_structure() {
        return Err(cursor.unexpected("a struct"));
    }
    let mut count = 0;
    while let Some(key) = next(cursor, &content, &mut count)? {
        let mut answer = keyed.then(|| begin(cursor, Some(key)));
        let value = cursor.content()?;
        cursor.skip_value(&value)?;
        end(cursor, answer.as_mut());
        if matches!(content, Content::Struct) {
            cursor.close()?;
        }
        answer = answer.filter(|answer| value.is_structure() && is_reference(shape, answer));
        keyed &= answer.is_some();
        answers.extend(answer);
    }
    // The struct, or data and array; then value, param and params.
    for _ in 0..if matches!(content, Content::Struct) {
        2
    } else {
        3
    } {
        cursor.close()?;
    }
    end(cursor, Some(&mut whole));
    for _ in ["param", "params"] {
        cursor.close()?;
    }
    end_response(cursor)?;
    if !keyed || answers.is_empty() {
        return Ok(vec![whole]);
    }
    refuse_repeated(cursor, &answers)?;
    Ok(answers)
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
        offset: cursor.scan.pos(),
        context: cursor.scan.context(),
        limits: *cursor.scan.limits(),
    }
}

/// Its value has just been closed.
fn end<'a>(cursor: &Cursor<'a>, answer: Option<&mut Answer<'a>>) {
    if let Some(answer) = answer {
        answer.source = &cursor.scan.source()[answer.offset..cursor.scan.pos()];
    }
}

/// Whether the key is none of the members of a single answer.
fn is_reference(shape: &'static Shape, answer: &Answer<'_>) -> bool {
    let key = answer.key().unwrap_or_default();
    names::find(shape, Progress::default(), key, true, 0).is_none()
}

fn refuse_repeated(cursor: &mut Cursor<'_>, answers: &[Answer<'_>]) -> Step<()> {
    let mut keys: Vec<_> = answers.iter().map(|a| (a.key(), a.offset)).collect();
    keys.sort_unstable();
    let Some(pair) = keys.windows(2).find(|pair| pair[0].0 == pair[1].0) else {
        return Ok(());
    };
    let (reason, offset) = ("two answers have one reference", pair[1].1);
    Err(cursor.stop(Error::Ambiguous { reason, offset }))
}

//! Answers that were damaged, mixed up or forged.

#![allow(clippy::unnecessary_wraps, reason = "all changes stand in one table")]

use std::ops::Range;

use crate::source::{Part, Rng, Source, splice};

/// An answer as HTTP brings it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn of(body: Vec<u8>) -> Self {
        Self {
            status: 200,
            content_type: Some("text/xml"),
            body,
        }
    }
}

type Change = fn(&mut Rng, &Source, &[Source]) -> Option<Vec<u8>>;

/// Every kind of change, by name.
pub(crate) const CHANGES: &[(&str, Change)] = &[
    ("bit flipped", bit),
    ("byte replaced", byte),
    ("byte inserted or dropped", length),
    ("truncated", truncated),
    ("spliced", spliced),
    ("element twice", twice),
    ("element removed", removed),
    ("texts exchanged", exchanged),
    ("another code", code),
    ("two codes", codes),
    ("id removed or emptied", id),
    ("two ids", ids),
    ("foreign namespace", namespace),
    ("second root", root),
    ("fault beside the answer", fault),
    ("frame twice", frame),
    ("commented out", hidden),
    ("prolog", prolog),
    ("another operation", operation),
    ("code moved", moved),
];

/// A damaged answer, and which of [`CHANGES`] was made first.
pub(crate) fn mutated(rng: &mut Rng, source: &Source, all: &[Source]) -> (usize, Answer) {
    let (kind, body) = loop {
        let kind = rng.below(CHANGES.len());
        // Some answers have nothing that a change could work on.
        if let Some(body) = CHANGES[kind].1(rng, source, all) {
            break (kind, body);
        }
    };
    let mut answer = Answer::of(body);
    // What has been changed may not be cut into parts again, so after that only bytes change.
    while rng.once_in(8) {
        answer.body = blind(rng, &answer.body).unwrap_or(answer.body);
    }
    if rng.once_in(40) {
        answer.status = [500, 503, 404, 302, 204, 201][rng.below(6)];
        answer.content_type = match rng.below(3) {
            0 => None,
            1 => Some("text/html"),
            _ => Some("application/xml; charset=ISO-8859-1"),
        };
    }
    (kind, answer)
}

fn blind(rng: &mut Rng, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut changed = bytes.to_vec();
    let at = rng.below(changed.len());
    *changed.get_mut(at)? ^= 1 << rng.below(8);
    Some(changed)
}

fn bit(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    blind(rng, &source.bytes)
}

fn byte(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let mut changed = source.bytes.clone();
    let at = if rng.once_in(2) {
        *source.edges.get(rng.below(source.edges.len()))?
    } else {
        rng.below(changed.len())
    };
    *changed.get_mut(at)? = *rng
        .pick(&[
            b"<", b">", b"&", b"\"", b"/", b"=", b" ", b"0", b"1", b"-", b"\0", b"]", b":",
            b"\xFF", b"!", b"?",
        ])
        .first()?;
    Some(changed)
}

fn length(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let at = rng.below(source.bytes.len());
    if rng.once_in(2) {
        return Some(source.with(&(at..at + 1), b""));
    }
    let new = rng.pick(&[
        "<", "&", "-", "0", "1", "]]>", "<!--", "-->", "\u{1}", "é", "</", "/>", "&amp;", "&#48;",
    ]);
    Some(source.with(&(at..at), new.as_bytes()))
}

fn truncated(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let end = match rng.below(4) {
        0 => *source.edges.get(rng.below(source.edges.len()))?,
        // Within a tag.
        1 => source.edges.get(rng.below(source.edges.len()))? + 1 + rng.below(4),
        // Within a text.
        2 => part(rng, source)?.inner.end,
        _ => rng.below(source.bytes.len()),
    };
    source.bytes.get(..end).map(<[u8]>::to_vec)
}

fn spliced(rng: &mut Rng, source: &Source, all: &[Source]) -> Option<Vec<u8>> {
    let other = &all[rng.below(all.len())];
    let (from, to) = if rng.once_in(4) {
        (rng.below(source.bytes.len()), rng.below(other.bytes.len()))
    } else {
        let head = *source.edges.get(rng.below(source.edges.len()))?;
        (head, *other.edges.get(rng.below(other.edges.len()))?)
    };
    Some([&source.bytes[..from], &other.bytes[to..]].concat())
}

fn part<'s>(rng: &mut Rng, source: &'s Source) -> Option<&'s Part> {
    source.elements.get(rng.below(source.elements.len()))
}

/// One of the elements, or the last member that holds it.
fn slot(source: &Source, part: &Part) -> Range<usize> {
    let around = source.elements.iter().rev();
    let mut around = around.filter(|other| {
        other.name == "member"
            && other.inner.start <= part.outer.start
            && part.outer.end <= other.inner.end
    });
    around
        .next()
        .map_or_else(|| part.outer.clone(), |member| member.outer.clone())
}

fn twice(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let range = slot(source, part(rng, source)?);
    let copy = source.bytes[range.clone()].to_vec();
    let at = if rng.once_in(2) {
        range.end
    } else {
        part(rng, source)?.outer.end
    };
    Some(source.with(&(at..at), &copy))
}

fn removed(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let part = part(rng, source)?;
    let range = match rng.below(3) {
        0 => part.inner.clone(),
        1 => part.outer.clone(),
        _ => slot(source, part),
    };
    Some(source.with(&range, b""))
}

fn exchanged(rng: &mut Rng, source: &Source, all: &[Source]) -> Option<Vec<u8>> {
    let part = part(rng, source).filter(|part| part.is_leaf)?;
    let other = &all[rng.below(all.len())];
    let from = other.elements.get(rng.below(other.elements.len()))?;
    Some(source.with(&part.inner, &other.bytes[from.inner.clone()]))
}

const CODE: [&str; 2] = ["SuccessCode", "codeReponse"];
const ID: [&str; 3] = ["OrderID", "OrderId", "refTBS"];
const CODES: &[&str] = &[
    "-1",
    "0",
    "1",
    "2",
    "9",
    "-0",
    "+0",
    "00",
    "0.0",
    " 0 ",
    "\n0\n",
    "- 1",
    "0x0",
    "0 -1",
    "-1 0",
    "-101",
    "-265",
    "-509",
    "-511",
    "-22",
    "-201",
    "-251",
    "-999",
    "-423",
    "-4001",
    "-9902",
    "",
    "NaN",
    "1e0",
    "false",
    "true",
    "\u{FF10}",
    "\u{660}",
    "0<!-- -->",
    "-<!---->1",
    "<!---->0",
    "<![CDATA[0]]>",
    "<![CDATA[-]]>1",
    "&#48;",
    "&#45;1",
    "<?x y?>0",
    "0&#0;",
    "0&nul;",
    "<i>0</i>",
    "0<i/>",
    "2147483648",
    "99999999999999999999",
    "<value>0</value>",
    "<int>0</int><int>-1</int>",
    "<int>0</int>",
    "<boolean>0</boolean>",
    "<nil/>",
    "<string/>",
    "OK",
];

/// The value of one of these elements, without the type around it half of the time.
fn value(rng: &mut Rng, source: &Source, names: &[&str]) -> Option<Range<usize>> {
    let found = source.named(names);
    let part = *found.get(rng.below(found.len()))?;
    let inside = source.elements.iter().find(|inner| {
        part.name == "value"
            && inner.outer.start >= part.inner.start
            && inner.outer.end <= part.inner.end
    });
    Some(match inside {
        Some(inner) if rng.once_in(2) => inner.inner.clone(),
        _ => part.inner.clone(),
    })
}

fn code(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let range = value(rng, source, &CODE)?;
    Some(source.with(&range, rng.pick(CODES).as_bytes()))
}

/// A second one beside one of these elements, before or after it.
fn second(rng: &mut Rng, source: &Source, names: &[&str], value: &str) -> Option<Vec<u8>> {
    let found = source.named(names);
    let part = *found.get(rng.below(found.len()))?;
    let range = slot(source, part);
    let name = if part.member.is_empty() {
        &part.name
    } else {
        &part.member
    };
    let new = if part.member.is_empty() {
        let open = match rng.below(5) {
            0 => format!("{name} xmlns=\"https://system.globalsign.com/pc/ws/v2/\""),
            1 => format!("{name} a=\"\""),
            _ => name.clone(),
        };
        format!("<{open}>{value}</{name}>")
    } else {
        let kind = rng.pick(&["string", "int", "i4", "i8"]);
        format!("<member><name>{name}</name><value><{kind}>{value}</{kind}></value></member>")
    };
    let at = match rng.below(3) {
        0 => range.start,
        1 => range.end,
        _ => self::part(rng, source)?.outer.end,
    };
    Some(source.with(&(at..at), new.as_bytes()))
}

/// -1 then 0, and 0 then -1.
fn codes(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let value = rng.pick(&["-1", "0", "1", "-22", "", "x"]);
    second(rng, source, &CODE, value)
}

fn id(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let found = source.named(&ID);
    let part = *found.get(rng.below(found.len()))?;
    let nil = "<OrderID xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    let (range, new) = match rng.below(5) {
        0 => (slot(source, part), ""),
        1 => (part.inner.clone(), ""),
        2 => (part.inner.clone(), " \n"),
        3 => (slot(source, part), nil),
        _ => (part.inner.clone(), "<!-- none -->"),
    };
    Some(source.with(&range, new.as_bytes()))
}

fn ids(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let value = rng.pick(&["CEPS9999", "0000000009", ""]);
    second(rng, source, &ID, value)
}

fn namespace(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(&source.bytes).into_owned();
    let evil = "https://evil.example/";
    if rng.once_in(2) && source.is_soap() {
        let real = rng.pick(&[
            "https://system.globalsign.com/pc/ws/v2/",
            "http://schemas.xmlsoap.org/soap/envelope/",
        ]);
        let forged = rng.pick(&[
            evil,
            "",
            "https://system.globalsign.com/pc/ws/v2",
            "http://www.w3.org/2003/05/soap-envelope",
            "urn:x",
        ]);
        return Some(text.replace(real, forged).into_bytes());
    }
    let part = part(rng, source)?;
    let at = part.outer.start + 1 + part.name.len();
    let prefix = rng.pick(&[
        "xmlns",
        "xmlns:e",
        "xmlns:ns2",
        "xmlns:soap",
        "xmlns:xml",
        "e:a",
    ]);
    let mut changed = source.with(&(at..at), format!(" {prefix}=\"{evil}\"").as_bytes());
    if rng.once_in(2) && !part.name.contains(':') {
        // The prefix goes to the name too, at its start and end.
        let end = part.outer.end + prefix.len() + evil.len() + 4;
        let close = format!("</{}>", part.name);
        if changed[..end].ends_with(close.as_bytes()) {
            let at = end - close.len() + 2;
            changed = splice(&changed, &(at..at), b"e:");
        }
        changed = splice(
            &changed,
            &(part.outer.start + 1..part.outer.start + 1),
            b"e:",
        );
    }
    Some(changed)
}

fn root(rng: &mut Rng, source: &Source, all: &[Source]) -> Option<Vec<u8>> {
    let other = &all[rng.below(all.len())].bytes;
    let own = &source.bytes;
    Some(match rng.below(6) {
        0 => [own.as_slice(), other].concat(),
        1 => [other.as_slice(), own].concat(),
        2 => [own.as_slice(), b"<x/>"].concat(),
        3 => [b"<x/>", own.as_slice()].concat(),
        4 => [own.as_slice(), b"x"].concat(),
        _ => [own.as_slice(), b"\0"].concat(),
    })
}

fn fault(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let soap = "<soap:Fault xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><faultcode>soap:Server</faultcode><faultstring>x</faultstring></soap:Fault>";
    let rpc = "<fault><value><struct><member><name>faultCode</name><value><int>4</int></value></member><member><name>faultString</name><value>x</value></member></struct></value></fault>";
    let new = if source.is_soap() { soap } else { rpc };
    let around = if rng.once_in(4) {
        part(rng, source)?
    } else {
        *source
            .named(&["params", "Response", "OrderResponseHeader"])
            .first()?
    };
    let at = if rng.once_in(2) {
        around.outer.start
    } else {
        around.outer.end
    };
    Some(source.with(&(at..at), new.as_bytes()))
}

fn frame(rng: &mut Rng, source: &Source, all: &[Source]) -> Option<Vec<u8>> {
    const FRAME: &[&str] = &[
        "Body",
        "Response",
        "OrderResponseHeader",
        "QueryResponseHeader",
        "params",
        "param",
        "Errors",
    ];
    let found = source.named(FRAME);
    let part = *found.get(rng.below(found.len()))?;
    let other = if rng.once_in(2) {
        source
    } else {
        &all[rng.below(all.len())]
    };
    let theirs = other.named(&[part.name.rsplit(':').next()?]);
    let copy = other.bytes[theirs.first()?.outer.clone()].to_vec();
    let at = if rng.once_in(2) {
        part.outer.start
    } else {
        part.outer.end
    };
    Some(source.with(&(at..at), &copy))
}

fn hidden(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let part = part(rng, source)?;
    let range = slot(source, part);
    let inside = String::from_utf8_lossy(&source.bytes[range.clone()]).into_owned();
    let new = match rng.below(4) {
        0 => format!("<!--{inside}-->"),
        1 => format!("<![CDATA[{inside}]]>"),
        2 => format!("<x>{inside}</x>"),
        _ => format!("<?x {inside}?>"),
    };
    Some(source.with(&range, new.as_bytes()))
}

fn prolog(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let new: &[u8] = rng.pick(&[
        b"<!DOCTYPE x>".as_slice(),
        b"<!DOCTYPE x [<!ENTITY a \"0\">]>",
        b"<?xml version=\"1.1\"?>",
        b"<?xml version=\"1.0\" encoding=\"UTF-7\"?>",
        b"<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
        b"<?xml version=\"1.0\" encoding=\"x\"?>",
        b"<?xml?>",
        b" ",
        b"x",
        b"\xEF\xBB\xBF",
        b"\xFE\xFF",
        b"\0",
        b"<?x?>",
        b"<!-- -- -->",
    ]);
    Some([new, source.bytes.as_slice()].concat())
}

fn operation(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(&source.bytes).into_owned();
    if !source.is_soap() {
        let root = rng.pick(&[
            "methodCall",
            "MethodResponse",
            "methodresponse",
            "x:methodResponse",
            "html",
        ]);
        return Some(text.replace("methodResponse", root).into_bytes());
    }
    let (start, _) = text.match_indices("Response ").next()?;
    let name = text[..start].rfind([':', '<'])? + 1;
    let other = rng.pick(&[
        "OrderPS1",
        "OrderPS2",
        "OrderOS",
        "OrderQC",
        "ReIssue",
        "ModifyOrder",
        "GetOrders",
        "orderPS1",
        "",
    ]);
    Some(text.replace(&text[name..start], other).into_bytes())
}

/// The code stands somewhere else.
fn moved(rng: &mut Rng, source: &Source, _: &[Source]) -> Option<Vec<u8>> {
    let found = source.named(&CODE);
    let range = slot(source, found.get(rng.below(found.len()))?);
    let copy = source.bytes[range.clone()].to_vec();
    let at = part(rng, source)?.outer.end;
    let (first, then) = (range.start.min(at), range.start.max(at));
    if range.contains(&at) || first == then {
        return None;
    }
    let without = source.with(&range, b"");
    let at = if at > range.start {
        at - range.len()
    } else {
        at
    };
    Some(splice(&without, &(at..at), &copy))
}

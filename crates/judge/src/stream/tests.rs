//! Lists judged record by record and judged whole get the same verdict.

use std::{fs, path::Path};

use certwire_wire::report::{Note, Violation};

use super::*;
use crate::excerpt::excerpt;

/// Gives the bytes in pieces of this size.
struct Pieces<'b>(&'b [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let len = self.1.min(self.0.len()).min(buffer.len());
        buffer[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

/// How often each payload is broken.
const ROUNDS: usize = 16;

fn options(operation: Option<&str>) -> Options {
    Options {
        operation: operation.map(str::to_owned),
        now: Some(1_700_000_000_000),
        lines: true,
        ..Options::default()
    }
}

/// The verdict by the road of long lists, if that is the one to take.
fn by_record(bytes: &[u8], size: usize, options: &Options) -> Option<Judgement> {
    match road(bytes, options) {
        Road::List(plan) => Some(listed(String::new(), plan, Pieces(bytes, size), options)),
        _ => None,
    }
}

fn sorted(notes: &[Note]) -> Vec<String> {
    let mut notes: Vec<_> = notes.iter().map(|note| format!("{note:?}")).collect();
    notes.sort();
    notes
}

fn sorted_violations(violations: &[Violation]) -> Vec<String> {
    let mut violations: Vec<_> = violations.iter().map(|v| format!("{v:?}")).collect();
    violations.sort();
    violations
}

/// Compares the two roads; false if the payload is not judged record by record.
fn agree(bytes: &[u8], options: &Options) -> bool {
    let Some(streamed) = by_record(bytes, usize::MAX, options) else {
        return false;
    };
    let text = String::from_utf8_lossy(bytes);
    let again = by_record(bytes, 29, options).unwrap();
    assert_eq!(again.outcome, streamed.outcome, "{text}");
    assert_eq!(again.shown, streamed.shown, "{text}");
    let whole = judge(String::new(), bytes, options);
    match (&whole.outcome, &streamed.outcome) {
        (Ok(expected), Ok(found)) => {
            let (one, other) = (&expected.violations, &found.violations);
            assert_eq!(sorted_violations(other), sorted_violations(one), "{text}");
            let offsets =
                |all: &[Violation]| all.iter().map(|v| v.place.offset).collect::<Vec<_>>();
            assert_eq!(offsets(other), offsets(one), "{text}");
            assert_eq!(sorted(&found.notes), sorted(&expected.notes), "{text}");
            assert!(whole.operation.is_none() || streamed.operation == whole.operation);
            for offset in offsets(one).into_iter().flatten() {
                lines_agree(whole.shown.text(), &streamed.shown, offset);
            }
        }
        // Of what is broken in two ways, the other road may tell the other.
        (Err(one), Err(other)) if is_grammar(one) && is_grammar(other) => {}
        (Err(trouble), Ok(report)) | (Ok(report), Err(trouble))
            if is_grammar(trouble) || trouble.0.contains("cannot be decoded") =>
        {
            assert_eq!(report.violations[0].rule, "xml", "{text}");
        }
        (expected, found) => assert_eq!(found, expected, "{text}"),
    }
    true
}

fn is_grammar(trouble: &Trouble) -> bool {
    trouble.0.contains("XML-RPC asks for")
}

/// What is shown of a record is part of what is shown of the whole line.
fn lines_agree(text: &str, shown: &Shown, offset: usize) {
    let whole = excerpt(text, offset);
    let Some(part) = shown.line(offset) else {
        return;
    };
    // What looks like a secret that goes on and on may begin before the record.
    if whole.line.contains("***") {
        return;
    }
    let marked =
        |excerpt: &crate::excerpt::Excerpt| excerpt.line[excerpt.span.0..excerpt.span.1].to_owned();
    assert!(
        marked(&whole).starts_with(&marked(&part)),
        "{whole:?} {part:?}"
    );
    let line = part.line.trim_matches('…').trim_end();
    assert!(whole.line.contains(line), "{whole:?} {part:?}");
}

/// Chance that is the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

const SNIPPETS: [&str; 18] = [
    "<x/>",
    "<x>1</x>",
    "&bad;",
    "&#233;",
    "<",
    ">",
    "</Response>",
    "é",
    "\u{1}",
    "]]>",
    "text",
    "<!-- c -->",
    "<![CDATA[<a>]]>",
    "<OrderDetail/>",
    "<OrderDetail>1</OrderDetail>",
    "\n\n",
    "<member><name>x</name><value>1</value></member>",
    " xmlns=\"urn:x\"",
];

/// Where tags begin.
fn tags(bytes: &[u8]) -> Vec<usize> {
    let tags = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    tags.map(|(at, _)| at).collect()
}

/// Breaks a payload somehow.
fn mutate(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let tags = tags(&bytes);
    if tags.is_empty() {
        return bytes;
    }
    let tag = |chance: &mut Chance| tags[chance.below(tags.len())];
    let (first, second) = (tag(chance), tag(chance));
    let (from, to) = (first.min(second), first.max(second));
    let near = tags
        .iter()
        .copied()
        .find(|at| *at > from + 1)
        .unwrap_or(bytes.len());
    let snippet = SNIPPETS[chance.below(SNIPPETS.len())].bytes();
    let anywhere = chance.below(bytes.len());
    match chance.below(10) {
        0 => drop(bytes.splice(from..from, snippet)),
        1 => drop(bytes.splice(anywhere..anywhere, snippet)),
        2 => drop(bytes.drain(from..near)),
        3 => drop(bytes.drain(anywhere..(anywhere + 3).min(to.max(anywhere)))),
        4 => bytes[anywhere] = 0xE9,
        5 => bytes.truncate(anywhere),
        // An element is lost, sent twice, moved or filled with something else.
        6 | 7 => {
            let element = element(&bytes, from);
            drop(bytes.drain(element));
        }
        8 => {
            let copy = bytes[element(&bytes, from)].to_vec();
            drop(bytes.splice(to..to, copy));
        }
        _ => {
            let inside = element(&bytes, from);
            let start = bytes[inside.clone()]
                .iter()
                .position(|b| *b == b'>')
                .map_or(0, |at| at + 1);
            let end = bytes[inside.clone()]
                .iter()
                .rposition(|b| *b == b'<')
                .unwrap_or(0);
            let value = [&b"-x"[..], &b"y".repeat(400), b"", b"<a>1</a>"][chance.below(4)].to_vec();
            if start <= end {
                drop(bytes.splice(inside.start + start..inside.start + end, value));
            }
        }
    }
    bytes
}

/// The element whose tag begins at `from`, as far as counting tags tells.
fn element(bytes: &[u8], from: usize) -> std::ops::Range<usize> {
    let (mut depth, mut at) = (0_i32, from);
    while at < bytes.len() {
        let Some(end) = memchr::memchr(b'>', &bytes[at..]).map(|end| at + end + 1) else {
            break;
        };
        match (bytes.get(at + 1), bytes[end - 2]) {
            (Some(b'/'), _) => depth -= 1,
            (Some(b'!' | b'?'), _) | (_, b'/') => {}
            _ => depth += 1,
        }
        if depth <= 0 {
            return from..end;
        }
        at = end + memchr::memchr(b'<', &bytes[end..]).unwrap_or(bytes.len() - end);
    }
    from..bytes.len()
}

/// Every response of the corpus that an operation with a list may give, with that operation.
fn corpus() -> Vec<(&'static str, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads");
    let mut all = Vec::new();
    for (folder, operation) in [
        ("gs/responses/get_orders", "GetOrders"),
        ("gs/invalid/get_orders", "GetOrders"),
        ("gs/responses/get_modified_orders", "GetModifiedOrders"),
        ("tbs/responses/listeRenouv", "listeRenouv"),
        ("tbs/responses/enSommeil", "enSommeil"),
        ("tbs/responses/changementCommandes", "changementCommandes"),
        ("tbs/responses/listeAed", "listeAed"),
    ] {
        let mut files: Vec<_> = fs::read_dir(root.join(folder))
            .unwrap()
            .map(|f| f.unwrap().path())
            .collect();
        files.sort();
        all.extend(
            files
                .iter()
                .map(|file| (operation, fs::read(file).unwrap())),
        );
    }
    all
}

/// The same in other encodings, and on one line.
fn variants(bytes: &[u8]) -> [Vec<u8>; 4] {
    let text = std::str::from_utf8(bytes).unwrap();
    let declared = text.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    let latin = declared
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(0x92));
    let latin = if declared == text {
        bytes.to_vec()
    } else {
        latin.collect()
    };
    let marked = [b"\xEF\xBB\xBF", bytes].concat();
    [
        bytes.to_vec(),
        latin,
        marked,
        text.replace('\n', " ").into_bytes(),
    ]
}

#[test]
fn the_corpus_gets_the_same_verdict_record_by_record() {
    let mut streamed = 0;
    for (operation, bytes) in corpus() {
        for variant in variants(&bytes) {
            streamed += usize::from(agree(&variant, &options(Some(operation))));
        }
    }
    assert!(streamed > 60, "{streamed}");
}

#[test]
fn broken_payloads_get_the_same_verdict_record_by_record() {
    let mut streamed = 0;
    let seed = std::env::var("SEED").map_or(7, |seed| seed.parse().unwrap());
    let mut chance = Chance(seed);
    for (operation, bytes) in corpus() {
        let options = options(Some(operation));
        if by_record(&bytes, usize::MAX, &options).is_none() {
            continue;
        }
        for round in 0..ROUNDS {
            let variant = &variants(&bytes)[round % 4];
            let mut broken = mutate(variant, &mut chance);
            if round % 3 == 0 {
                broken = mutate(&broken, &mut chance);
            }
            streamed += usize::from(agree(&broken, &options));
        }
    }
    assert!(streamed > 8 * ROUNDS, "{streamed}");
}

//! What must be refused, wherever it stands, and what must never make the reader fall over.

mod common;

use certwire_wire::{
    encoding,
    error::{Position, XmlErrorKind},
    limits::Limits,
    sink::Discard,
    soap, xml,
};
use common::{HEADER, OrdersResponse, response};

/// `piece` with the numbers from 0 to `count` in it.
fn numbered(piece: &str, count: usize) -> String {
    let numbers = (0..count).map(|n| piece.replace('#', &n.to_string()));
    numbers.collect()
}

fn check(text: &str) -> Result<(), XmlErrorKind> {
    xml::check(text, &Limits::DEFAULT).map_err(|error| error.kind)
}

fn read(text: &str) -> Result<(), soap::Error> {
    soap::read::<OrdersResponse, _>(text, &Limits::DEFAULT, &mut Discard).map(|_| ())
}

/// Broken content of an element, and what is said about it.
fn broken_content() -> Vec<(String, XmlErrorKind)> {
    use XmlErrorKind as K;
    let mut cases: Vec<(String, K)> = [
        ("&", K::Reference),
        ("&;", K::Reference),
        ("&amp", K::Reference),
        ("& amp;", K::Reference),
        ("&#;", K::Reference),
        ("&#x;", K::Reference),
        ("&#xG;", K::Reference),
        ("&#12a;", K::Reference),
        ("&#X41;", K::Reference),
        ("&#-1;", K::Reference),
        ("&nbsp;", K::Entity),
        ("&xxe;", K::Entity),
        ("&AMP;", K::Entity),
        ("&#0;", K::CharacterReference),
        ("&#1;", K::CharacterReference),
        ("&#x1F;", K::CharacterReference),
        ("&#xFFFE;", K::CharacterReference),
        ("&#xFFFF;", K::CharacterReference),
        ("&#xD800;", K::CharacterReference),
        ("&#x110000;", K::CharacterReference),
        ("&#99999999999999999999;", K::CharacterReference),
        ("]]>", K::CdataEnd),
        ("x]]]>y", K::CdataEnd),
        ("<![CDATA[a]]>]]>", K::CdataEnd),
        ("<", K::Markup),
        ("< a/>", K::Markup),
        ("<1/>", K::Markup),
        ("<-a/>", K::Markup),
        ("<é\u{d7}/>", K::Name),
        ("<a\u{2028}/>", K::Name),
        ("<:a/>", K::Colon),
        ("<a:/>", K::Name),
        ("<a:b:c/>", K::Colon),
        ("<u:a/>", K::UndeclaredPrefix),
        ("<a u:b=''/>", K::UndeclaredPrefix),
        ("<xmlns:a/>", K::UndeclaredPrefix),
        ("<a b/>", K::Attribute),
        ("<a b=c/>", K::Attribute),
        ("<a b c=''/>", K::Attribute),
        ("<a =''/>", K::Name),
        ("<a b='' b=''/>", K::DuplicateAttribute),
        (
            "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
            K::DuplicateAttribute,
        ),
        ("<a b=''c=''/>", K::MissingSpace),
        ("<a b='<'/>", K::LessThanInAttribute),
        ("<a b='x><c/>", K::LessThanInAttribute),
        ("<a b='&'/>", K::Reference),
        ("<a b='&x;'/>", K::Entity),
        ("<a b='&#0;'/>", K::CharacterReference),
        ("<a xmlns:xml='u'/>", K::Namespace),
        ("<a xmlns:xmlns='u'/>", K::Namespace),
        ("<a xmlns:p=''/>", K::Namespace),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", K::Namespace),
        (
            "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
            K::Namespace,
        ),
        ("</x>", K::EndTag),
        ("<a></b>", K::EndTag),
        ("<a></ a>", K::EndTag),
        ("<a></a b=''>", K::EndTag),
        ("<a></ab>", K::EndTag),
        ("<a></A>", K::EndTag),
        ("<a/ >", K::Name),
        ("<!-- -- -->", K::Comment),
        ("<!-- --->", K::Comment),
        ("<!->", K::Markup),
        ("<!x>", K::Markup),
        ("<!ENTITY a 'b'>", K::Markup),
        ("<![cdata[]]>", K::Markup),
        ("<!DOCTYPE a>", K::Doctype),
        ("<?xml version='1.0'?>", K::Declaration),
        ("<?XML ?>", K::Declaration),
        ("<? a?>", K::Instruction),
        ("<?a:b c?>", K::Colon),
        ("<?a+b?>", K::Instruction),
    ]
    .map(|(text, kind)| (text.to_owned(), kind))
    .into();
    for c in (0..0x20)
        .filter(|c| ![9, 10, 13].contains(c))
        .chain([0xFFFE, 0xFFFF])
    {
        let text = char::from_u32(c).unwrap().to_string();
        cases.push((text.clone(), K::Character(c)));
        cases.push((format!("<!--{text}-->"), K::Character(c)));
        cases.push((format!("<a b='{text}'/>"), K::Character(c)));
    }
    cases
}

#[test]
fn broken_content_is_refused_wherever_it_stands() {
    let cases = broken_content();
    let mut variants = 0;
    for (content, kind) in &cases {
        assert_eq!(
            check(&format!("<r>{content}</r>")).as_ref(),
            Err(kind),
            "{content}"
        );
        let leaf = HEADER.replace(">0<", &format!(">0{content}<"));
        let unknown = format!("{HEADER}<New>{content}</New>");
        let between = format!("{HEADER}{content}<FromDate>1</FromDate>");
        let nested = format!("{HEADER}<OrderDetail><OrderInfo>{content}</OrderInfo></OrderDetail>");
        let alias = format!(
            "<OrderDetail><OrderInfo><OrderId>{content}</OrderId></OrderInfo></OrderDetail>"
        );
        for members in [leaf, unknown, between, nested, alias] {
            let xml = response(&members);
            variants += 1;
            match read(&xml) {
                Err(soap::Error::Xml(error)) => assert_eq!(error.kind, *kind, "{members}"),
                other => panic!("{other:?}: {members}"),
            }
        }
    }
    assert!(variants >= 300, "{variants}");
}

#[test]
fn the_first_fault_counts_however_far_characters_are_checked_ahead() {
    let far = "<a>text</a>".repeat(6_000);
    for filler in ["", &far] {
        for piece in [
            "<b>\u{1}</b>",
            "<b c='\u{1}'/>",
            "<!--\u{1}-->",
            "<?b \u{1}?>",
            "<![CDATA[\u{1}]]>",
            "<b\u{1}/>",
            "\u{1}",
        ] {
            for after in ["", "<c></d>"] {
                let text = format!("<r>{filler}{piece}{after}{filler}</r>");
                let error = xml::check(&text, &Limits::DEFAULT).unwrap_err();
                assert_eq!(error.kind, XmlErrorKind::Character(1), "{piece}{after}");
                assert_eq!(Some(error.offset), text.find('\u{1}'), "{piece}{after}");
            }
            let text = format!("<r>{filler}<c></d>{piece}{filler}</r>");
            assert_eq!(check(&text), Err(XmlErrorKind::EndTag), "{piece}");
        }
        let text = format!("<r>{filler}</r><!--\u{FFFE}-->");
        assert_eq!(check(&text), Err(XmlErrorKind::Character(0xFFFE)));
    }
}

#[test]
fn broken_documents_are_refused() {
    use XmlErrorKind as K;
    let cases = [
        ("", K::NoRoot),
        ("<!-- x -->", K::NoRoot),
        ("x<a/>", K::TextOutsideRoot),
        ("<a/>x", K::TextOutsideRoot),
        ("<a/><![CDATA[]]>", K::TextOutsideRoot),
        ("<a/>&#32;", K::TextOutsideRoot),
        ("<a/><b/>", K::SecondRoot),
        ("</a>", K::EndTag),
        ("<a>", K::UnexpectedEnd),
        ("<a", K::UnexpectedEnd),
        ("<a/", K::UnexpectedEnd),
        ("<a b='", K::UnexpectedEnd),
        ("<a><!-- ", K::UnexpectedEnd),
        ("<a><![CDATA[", K::UnexpectedEnd),
        ("<a><?b", K::UnexpectedEnd),
        ("<a></a", K::UnexpectedEnd),
        ("<!DOCTYPE a><a/>", K::Doctype),
        ("<a/><!DOCTYPE a>", K::Doctype),
        (" <?xml version='1.0'?><a/>", K::Declaration),
        ("<?xml?><a/>", K::Declaration),
        ("<?xml version='1.1'?><a/>", K::Version),
        ("<?xml version='2.0'?><a/>", K::Version),
        (
            "<?xml version='1.0' standalone='maybe'?><a/>",
            K::Declaration,
        ),
        ("<?xml version='1.0' encoding='-8'?><a/>", K::Declaration),
        (
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
            K::Declaration,
        ),
        ("<?xml encoding='UTF-8'?><a/>", K::Declaration),
        ("<?xml version='1.0'encoding='UTF-8'?><a/>", K::Declaration),
    ];
    for (text, kind) in cases {
        assert_eq!(check(text), Err(kind), "{text}");
    }
    assert_eq!(
        check(
            "\u{FEFF}<?xml version='1.0' encoding='UTF-8' standalone='no' ?>\n<a/>\n<!-- --><?p?>"
        ),
        Ok(())
    );
}

#[test]
fn limits_hold_to_the_last_one() {
    use XmlErrorKind as K;
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(check(&nested(64)), Ok(()));
    assert_eq!(check(&nested(65)), Err(K::TooDeep(64)));
    let attributes = |count: usize| {
        let all = numbered(" a#=''", count);
        format!("<a{all}/>")
    };
    assert_eq!(check(&attributes(32)), Ok(()));
    assert_eq!(check(&attributes(33)), Err(K::TooManyAttributes(32)));
    let bindings = |count: usize| {
        let all = numbered(" xmlns:a#='u'", count);
        format!("<a{all}><b xmlns=''/></a>")
    };
    assert_eq!(check(&bindings(15)), Ok(()));
    assert_eq!(check(&bindings(16)), Err(K::TooManyBindings(16)));
    let long = "x".repeat(1 << 20);
    for (open, close) in [
        ("<a>", "</a>"),
        ("<a>&lt;", "</a>"),
        ("<a b='", "'/>"),
        ("<a><![CDATA[", "]]></a>"),
    ] {
        let fits = &long[usize::from(open.contains('&'))..];
        assert_eq!(check(&format!("{open}{fits}{close}")), Ok(()));
        assert_eq!(
            check(&format!("{open}{long}x{close}")),
            Err(K::ValueTooLong(1 << 20))
        );
    }
    let body = format!("<a>{}</a>", "<b>x</b>".repeat(1 << 20));
    assert_eq!(check(&body), Err(K::BodyTooLong(8 << 20)));
    let wide = Limits {
        body: usize::MAX,
        ..Limits::DEFAULT
    };
    assert_eq!(xml::check(&body, &wide), Ok(()));
    let leaf = |extra: &str| response(&format!("{HEADER}<FromDate>{}{extra}</FromDate>", &long));
    assert_eq!(read(&leaf("")), Ok(()));
    assert!(read(&leaf("x")).is_err());
}

#[test]
fn depth_counts_for_expected_tags_too() {
    let shallow = |depth| Limits {
        depth,
        ..Limits::DEFAULT
    };
    let xml = response(HEADER);
    let read = |depth| soap::read::<OrdersResponse, _>(&xml, &shallow(depth), &mut Discard);
    assert!(read(6).is_ok());
    assert!(read(5).is_err());
    assert!(read(4).is_err());
}

#[test]
fn places_are_lines_and_characters() {
    let text = "<a>\n  <é>ü</é>\n  é&</a>";
    let error = xml::check(text, &Limits::DEFAULT).unwrap_err();
    assert_eq!(
        Position::of(text, error.offset),
        Position { line: 3, column: 4 }
    );
    assert_eq!(Position::of(text, 999), Position { line: 3, column: 9 });
}

/// A small generator of numbers, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[test]
fn mutated_messages_never_make_it_fall_over() {
    const PIECES: &[&[u8]] = &[
        b"<",
        b">",
        b"</",
        b"/>",
        b"&",
        b";",
        b"'",
        b"\"",
        b"=",
        b" ",
        b"\r",
        b"\n",
        b":",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"--",
        b"-->",
        b"<?",
        b"?>",
        b"&#",
        b"xmlns",
        b"xmlns:a=''",
        b"<Errors>",
        b"</Errors>",
        b"<OrderDetails>",
        b"\xEF\xBF\xBE",
        b"\xC3",
        b"\0",
        b"<ErrorCode>",
        b"<Error/>",
        b" xmlns=''",
        b"</Response>",
    ];
    let seed = common::large_response(1_500);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let mut body = seed.clone().into_bytes();
        for _ in 0..=numbers.below(4) {
            let at = numbers.below(body.len());
            let end = (at + numbers.below(20)).min(body.len());
            match numbers.below(4) {
                0 => drop(body.drain(at..end)),
                1 => drop(body.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
                2 => body[at] = u8::try_from(numbers.below(256)).unwrap(),
                _ => body.extend_from_within(at..end),
            }
        }
        let Ok((text, _)) = encoding::decode(&body, None) else {
            continue;
        };
        let well_formed = xml::check(&text, &Limits::DEFAULT).is_ok();
        let events = xml::events(&text, &Limits::DEFAULT)
            .map(|mut events| events.all(|event| event.is_ok()));
        assert_eq!(events.unwrap_or(false), well_formed, "{text}");
        // Both readers hold the same grammar.
        assert!(read(&text).is_err() || well_formed, "{text}");
    }
}

#[test]
fn hostile_bulk_is_refused() {
    // So much that a reader whose time grows with the square would never come to an end.
    let many = 200_000;
    let bulk = [
        "<a>".repeat(many),
        format!("<a{}/>", numbered(" a#=''", many)),
        format!("<a>{}", "<!---->".repeat(many)),
        format!("<a>{}", "&amp;".repeat(many)),
        format!("<a>{}", "&#0000000000".repeat(many)),
        format!("<a>{}", "<![CDATA[]]>".repeat(many)),
        format!("<a>{}", "]]".repeat(many)),
        format!("<a b='{}", "&#38;".repeat(many)),
        format!("<{}", "a".repeat(4 * many)),
        format!("<a>{}", "<?a".repeat(many)),
        response(&format!("{HEADER}{}", "<OrderDetails>".repeat(many))),
        response(&"<ErrorCode>".repeat(many)),
    ];
    for text in bulk {
        assert!(read(&text).is_err() && check(&text).is_err());
    }
}

#[test]
fn excerpts_show_tags_only() {
    let text = "<a><Name x='1'>Ana</Name><Password>hunter<b>2</b></Password><c></a>";
    let at = text.find("</a>").unwrap();
    let shown = xml::excerpt(text, at, &["Password"]);
    assert_eq!(
        shown,
        "<a>…<Name…>…</Name>…<Password>…</Password>…<c>…⚠</a>…"
    );
    let open = "<a><p:Password>hun<ter></a>";
    assert_eq!(xml::excerpt(open, 20, &["Password"]), "<a>…<p:Password>…⚠");
    assert_eq!(xml::excerpt("", 0, &[]), "⚠");
    let long = format!("<a>{}<b>", "<x></x>".repeat(1000));
    assert!(xml::excerpt(&long, 3000, &[]).len() < 1024);
}

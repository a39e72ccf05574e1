//! Long lists through the built command: any length, little memory, and what is wrong in them.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

const MIB: usize = 1 << 20;

/// Enough to be judged record by record.
const LONG: usize = MIB + MIB / 8;

const FORMATS: [&str; 5] = ["human", "json", "sarif", "github", "junit"];

/// A response whose records stand over and over.
struct List {
    head: String,
    record: String,
    tail: String,
}

impl List {
    /// From a payload of the corpus: its first record, which begins and ends so, and what follows from there.
    fn of(path: &str, [first, last, tail]: [&str; 3]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/payloads")
            .join(path);
        let text = fs::read_to_string(path).expect("a payload");
        let start = text.find(first).expect("a record");
        let end = start + text[start..].find(last).expect("its end") + last.len();
        let rest = text.find(tail).expect("the end of the list");
        Self {
            head: text[..start].to_owned(),
            record: text[start..end].to_owned() + "\n",
            tail: text[rest..].to_owned(),
        }
    }

    fn orders() -> Self {
        let marks = ["<OrderDetail>", "</OrderDetail>", "</Response>"];
        Self::of("gs/responses/get_orders/maximal.xml", marks)
    }

    fn renewals() -> Self {
        let end = "</struct></value></member>";
        let tail = format!("\n          {end}");
        let marks = ["<member><name>1</name>", end, &tail];
        Self::of("tbs/responses/listeRenouv/maximal.xml", marks)
    }

    fn broken(mut self, good: &str, bad: &str) -> Self {
        assert!(self.record.contains(good));
        self.record = self.record.replace(good, bad);
        self
    }

    /// At least so many bytes of it.
    fn text(&self, size: usize) -> String {
        let count = size / self.record.len() + 1;
        let records: String = (1..=count).map(|number| self.numbered(number)).collect();
        [&*self.head, &*records, &*self.tail].concat()
    }

    fn numbered(&self, number: usize) -> String {
        let name = format!("<name>{number}</name>");
        self.record.replacen("<name>1</name>", &name, 1)
    }
}

fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_certwire"))
        .arg("validate")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts")
}

fn validate(arguments: &[&str], input: &[u8]) -> (i32, String) {
    let mut child = start(&[arguments, &["-"]].concat());
    let mut stdin = child.stdin.take().expect("a pipe");
    // It may have seen enough before the end.
    let _ = stdin.write_all(input);
    drop(stdin);
    ended(&child.wait_with_output().expect("the command ends"))
}

fn ended(output: &Output) -> (i32, String) {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    (output.status.code().expect("no signal"), text)
}

fn verdict(arguments: &[&str], input: &[u8]) -> Value {
    let (_, text) = validate(&[&["--format", "json"], arguments].concat(), input);
    serde_json::from_str(&text).expect("one object")
}

/// The most memory that a process has held so far, if it still runs, less the pages of the program itself: those depend on
/// how it was built.
fn most_memory(child: &Child) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kib = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok()
    };
    Some(kib("VmHWM:")?.saturating_sub(kib("RssFile:")?) << 10)
}

/// Feeds a list of this size, and gives the memory that was held to the end of it and while the verdict was printed.
fn measure(list: &List, size: usize, format: &str) -> (usize, i32, String) {
    let mut child = start(&["--format", format, "-"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let block = list.record.repeat(MIB / list.record.len() + 1);
    stdin.write_all(list.head.as_bytes()).expect("it reads");
    for _ in 0..=size / block.len() {
        stdin.write_all(block.as_bytes()).expect("it reads");
    }
    stdin.write_all(list.tail.as_bytes()).expect("it reads");
    let while_reading = most_memory(&child).expect("it waits for more");
    drop(stdin);
    // What it prints is more than the pipe holds, so that it waits for us.
    let mut stdout = child.stdout.take().expect("a pipe");
    let mut text = vec![0];
    stdout.read_exact(&mut text).expect("it prints");
    let memory = while_reading.max(most_memory(&child).unwrap_or(0));
    stdout.read_to_end(&mut text).expect("it prints");
    let mut output = child.wait_with_output().expect("the command ends");
    output.stdout = text;
    let (code, text) = ended(&output);
    (memory, code, text)
}

#[test]
fn a_long_list_takes_little_memory() {
    let (memory, code, text) = measure(&List::orders(), 16 * MIB, "json");
    assert_eq!(code, 0, "{text}");
    assert!(memory < 8 * MIB, "{memory}");
}

#[test]
fn a_fault_in_every_record_takes_little_memory() {
    let mut list = List::orders();
    let info = "<OrderInfo><OrderDate>no date</OrderDate></OrderInfo>";
    let bogus = "x".repeat(500);
    list.record = format!("<OrderDetail><Bogus>{bogus}</Bogus>{info}</OrderDetail>\n");
    for format in FORMATS {
        let (memory, code, text) = measure(&list, MIB, format);
        assert_eq!(code, 3);
        assert!(memory < 8 * MIB, "{format}: {memory}");
        let told = if format == "json" {
            let object: Value = serde_json::from_str(&text).expect("one object");
            assert_eq!(object["violations"].as_array().map(Vec::len), Some(1000));
            assert_eq!(object["notes"].as_array().map(Vec::len), Some(1000));
            object["omitted"]["errors"].as_u64() > Some(500)
        } else {
            text.contains("Not listed: ") && text.contains(" more errors, ")
        };
        assert!(told, "{format}");
    }
}

#[test]
fn findings_have_their_places() {
    let mut text = List::orders().text(LONG);
    let last = text.rfind("<OrderDate>").expect("a date") + "<OrderDate>".len();
    text.insert_str(last, "é ");
    let before = &text[..last];
    let line = before.lines().count();
    let column = before.lines().last().map_or(0, |line| line.chars().count()) + 1;

    let object = verdict(&[], text.as_bytes());
    let violation = &object["violations"][0];
    assert_eq!(object["violations"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&violation["line"], &violation["column"]),
        (&line.into(), &column.into())
    );
    assert_eq!(violation["path"], "OrderDetail/OrderInfo/OrderDate");

    let (code, human) = validate(&[], text.as_bytes());
    assert_eq!(code, 3);
    assert!(human.contains(&format!("--> -:{line}:{column}")), "{human}");
    assert!(human.contains("<OrderDate>é 20"), "{human}");
}

#[test]
fn secrets_of_a_long_list_stay_secret() {
    let secret = "<Password>S3CRET</Password><Pasword>S3CRET</Pasword><OrderDate>S3";
    let list = List::orders().broken("<OrderDate>", &secret.replace("S3CRET", "S3\u{e9}CRET"));
    let text = list.text(LONG);
    for broken in [text.clone(), text.replacen("</Password>", "</Pass", 3)] {
        for format in FORMATS {
            let (code, shown) = validate(&["--format", format], broken.as_bytes());
            assert_eq!(code, 3);
            assert!(!shown.contains("CRET"), "{format}");
        }
    }
}

#[test]
fn an_answer_of_tbs_tells_its_operation_by_its_records() {
    let text = List::renewals().text(LONG);
    for arguments in [
        &[][..],
        &["--operation", "listeRenouv"],
        &["--max-size", "1"],
    ] {
        let object = verdict(arguments, text.as_bytes());
        assert_eq!(object["operation"], "listeRenouv", "{object}");
        assert_eq!(object["valid"], true, "{object}");
    }
}

#[test]
fn what_is_no_list_is_told_what_to_do() {
    let padding = " ".repeat(9 * MIB);
    let other = "<methodResponse><params><param><value><string>".to_owned();
    for (text, advice) in [
        (format!("{{\"OrderPS1\": {{{padding}}}}}"), "--max-size"),
        (other + &"x".repeat(9 * MIB), "--operation"),
    ] {
        let (code, human) = validate(&[], text.as_bytes());
        assert_eq!(code, 1);
        assert!(
            human.contains("larger than 8 MiB") && human.contains(advice),
            "{human}"
        );
    }
    // What the first bytes decide needs no more of them.
    for (text, sentence) in [
        (vec![0; 9 * MIB], "binary data"),
        (format!("<html>{padding}").into_bytes(), "HTML page"),
        (format!("<a><b/>{padding}</a>").into_bytes(), "nor XML-RPC"),
    ] {
        let (_, human) = validate(&[], &text);
        assert!(human.contains(sentence), "{human}");
    }
}

#[test]
fn broken_long_lists() {
    let good = List::orders().text(LONG);
    let cut = &good[..good.rfind("</OrderDetail>").expect("a record")];
    let latin = good.replace("UTF-8", "ISO-8859-1").into_bytes();
    let latin: Vec<u8> = latin.into_iter().filter(u8::is_ascii).collect();
    let marked = [b"\xEF\xBB\xBF", good.as_bytes()].concat();
    let mut invalid = good.clone().into_bytes();
    invalid[LONG - 10] = 0xFF;
    for (bytes, code, sentence) in [
        (cut.as_bytes(), 3, "ends too early"),
        (
            &[good.as_bytes(), b"<a/>"].concat(),
            3,
            "second root element",
        ),
        (
            &[good.as_bytes(), b"rubbish"].concat(),
            3,
            "outside the root",
        ),
        (&latin, 0, "ISO-8859-1"),
        (&marked, 0, "valid GetOrders response"),
        (&invalid, 1, "not UTF-8"),
        (good.replace("UTF-8", "UTF-7").as_bytes(), 1, "not read"),
    ] {
        let (found, human) = validate(&[], bytes);
        assert!(human.contains(sentence), "{human}");
        assert_eq!(found, code, "{human}");
    }
}

#[test]
fn a_record_has_its_limit() {
    let list = List::orders().broken("<OrderDate>", &("<X>x</X>".repeat(MIB / 4) + "<OrderDate>"));
    let text = List::orders().text(LONG);
    let at = text.rfind("<OrderDetail>").expect("a record");
    let text = [&text[..at], &*list.record, &text[at..]].concat();
    let (code, human) = validate(&["--max-size", "1"], text.as_bytes());
    assert_eq!(code, 1);
    assert!(
        human.contains("One record of the list is larger than 1 MiB"),
        "{human}"
    );
}

#[test]
fn pipes_and_folders_of_long_lists() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("long-lists");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let text = List::orders().text(LONG);
    for name in ["a.xml", "b.xml", "c.xml"] {
        fs::write(folder.join(name), &text).expect("a file");
    }
    let path = folder.to_str().expect("UTF-8");
    let (code, human) = ended(&start(&[path]).wait_with_output().expect("it ends"));
    assert_eq!(code, 0);
    assert!(human.contains("3 payloads: 3 valid"), "{human}");

    let fifo = folder.join("pipe");
    let made = Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let child = start(&[fifo.to_str().expect("UTF-8")]);
    fs::write(&fifo, &text).expect("it reads");
    let (code, human) = ended(&child.wait_with_output().expect("it ends"));
    assert_eq!(
        (code, human.contains("valid GetOrders response")),
        (0, true)
    );
}

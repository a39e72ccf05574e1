"""Prints what expat makes of each document of the W3C suite without a document type declaration.

One line a document: id, type in the suite, path, `dtd` or what expat says (`error` or its events), tab-separated.
"""

import re
import sys
import xml.parsers.expat
from html import unescape
from pathlib import Path


def escape(text):
    """Text on one line, without the marks that separate events."""
    return "".join(c if c.isalnum() and ord(c) < 128 else f"%{ord(c):X};" for c in text)


def events(data):
    """Expat's events, adjacent character data joined."""
    out, text = [], []

    def flush():
        if text:
            out.append("T" + escape("".join(text)))
            text.clear()

    def start(name, attributes):
        flush()
        pairs = zip(attributes[::2], attributes[1::2])
        out.append("S" + escape(name) + "".join(f",{escape(k)}={escape(v)}" for k, v in pairs))

    def end(name):
        flush()
        out.append("E" + escape(name))

    parser = xml.parsers.expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(data, True)
    except (xml.parsers.expat.ExpatError, ValueError, LookupError):
        return "error"
    return " ".join(out)


ASIDES = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>", re.S)


def has_doctype(data):
    """Whether it holds a document type declaration, whatever the encoding; the word in a comment is none."""
    return b"<!DOCTYPE" in ASIDES.sub(b"", data.replace(b"\0", b""))


def tests(suite):
    """Id, type and path of every test."""
    base = ""
    catalogue = (suite / "cleaned/xmlconf-flattened.xml").read_text("utf-8")
    catalogue = re.sub(r"<!--.*?-->", "", catalogue, flags=re.S)
    for tag in re.finditer(r"<(TESTCASES|TEST)\s([^>]*)>", catalogue):
        attributes = dict(re.findall(r"([\w:]+)\s*=\s*\"([^\"]*)\"", tag[2]))
        attributes.update(re.findall(r"([\w:]+)\s*=\s*'([^']*)'", tag[2]))
        if tag[1] == "TESTCASES":
            base = attributes.get("xml:base", base)
        else:
            yield unescape(attributes["ID"]), attributes["TYPE"], base + attributes["URI"]


def main():
    suite = Path(sys.argv[1])
    for name, kind, uri in tests(suite):
        path = suite / "xmlconf" / uri
        if not path.exists():
            print(f"{name}\t{kind}\t{path}\tabsent")
            continue
        data = path.read_bytes()
        print(f"{name}\t{kind}\t{path}\t{'dtd' if has_doctype(data) else events(data)}")


main()

"""Tells what expat makes of each document, one JSON string a line: start tags, text and end tags, as a JSON list."""

import json
import sys
import xml.parsers.expat


def events(document):
    """Expat's events, adjacent text joined."""
    found = []

    def text(data):
        if found and found[-1].startswith("T"):
            found[-1] += data
        else:
            found.append("T" + data)

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: found.append("S" + name)
    parser.EndElementHandler = lambda name: found.append("E" + name)
    parser.CharacterDataHandler = text
    parser.Parse(document.encode("utf-8"), True)
    return found


for line in sys.stdin:
    print(json.dumps(events(json.loads(line))))

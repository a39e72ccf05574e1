"""Judges JSON messages by a schema: the schema's path is the argument, one message a line comes in.

Answers `valid`, or the first fault, for each.
"""

import json
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

with open(sys.argv[1], encoding="utf-8") as file:
    validator = Draft202012Validator(json.load(file))
for line in sys.stdin:
    message = json.loads(line)
    if validator.is_valid(message):
        print("valid")
    else:
        fault = best_match(validator.iter_errors(message))
        print(json.dumps([fault.json_path, fault.message[:300]]))

"""Marks in the report's Markdown: a number that knows its row, and a sentence that knows its claim."""

import re

NUMBER = re.compile(r'\[([^\[\]]*)\]\{\.getal bron="[^"]*" title="([^"]*)"\}')
"""What is shown, and what it rests on."""
SENTENCE = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\{(?:\.zin |#claim-)[^}]*\}")
"""The sentence, in which numbers are marked or not; or the question that a claim answers, in the list of claims."""

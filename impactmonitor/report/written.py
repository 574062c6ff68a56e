"""Prose as it is written by hand: each line or text as a pattern of what the report prints of it.

A line of Markdown prints its own words and, between them, what is computed: numbers by name, references. As a pattern
it finds the paragraph that was made of it, whatever was computed, and tells for each character whether it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

TOKENS = re.compile(
    r"""
      (?P<none>
          ^\#{1,6}\ + | ^\ *(?:[-*+]|\d+\.)\ + | ^>\ * | ^\[\^[^\]]+\]:\ *   # what a line begins with
        | \[\^[^\]]+\] | \^\[[^\]]*\]                                      # notes
        | \]\([^)]*\) | \]\{[^}]*\} | \ *\{[.\#][^}]*\}                   # ends of links and spans, attributes
        | \*{1,3} | `+ | ~~ | \[(?![@-]) | \](?![(\[{])
      )
    | (?P<value>
          \{\{<.*?>\}\} | \{\{.*?\}\} | \{%.*?%\} | @@\w+@@                  # shortcodes, Jinja, names in a template
        | \[-?@[^\]]*\] | @(?:@@\w+@@|\w)(?:@@\w+@@|[\w-])*                  # references
        | “[^”]*”                                                            # what somebody else said
      )
    | (?P<sign>---?|\.\.\.)
    | (?P<space>\s+)
    | \\(?P<escaped>[^0-9A-Za-z\s])
    | (?P<plain>.)
    """,
    re.VERBOSE,
)
SIGNS = {"---": "—", "--": "–", "...": "…"}
ALIKE = str.maketrans({"‘": "'", "’": "'", "„": '"', "”": '"', "“": '"', "\u00a0": " ", "\u202f": " "})
"""Signs that are typed one way and printed another."""
NUMBER = r"(?:(?:Bijlage\s)?\d+(?:\.\d+)*\s+)?"
"""What a heading is given before its words."""
SPECIAL = re.compile(r"([\\`*_\[\]{}<>@#$^~|]|(?<=\n)[-+:])")


def alike(text: str) -> str:
    """Return text with signs that are printed otherwise than typed made the same; as long as it was."""
    return text.translate(ALIKE)


@dataclass(frozen=True)
class Written:
    """A line of prose, or a text in a YAML file.

    Attributes
    ----------
    path : Path
    line : int
        Where it begins, counted from one.
    text : str
        As Markdown, on one line.
    places : tuple of int
        For each character of `text`, where in the file it stands.
    name : str
        What it is called in its file; empty for a line.
    """

    path: Path
    line: int
    text: str
    places: tuple[int, ...]
    name: str = ""

    @cached_property
    def tokens(self) -> list[tuple[str, int, int, str]]:
        """Its parts: kind, from where to where, and the pattern of what is printed of it."""
        found = []
        for one in TOKENS.finditer(self.text):
            kind = str(one.lastgroup)
            match kind:
                case "none":
                    pattern = ""
                case "value" if one[0].startswith("“"):
                    pattern = re.escape(alike(one[0]))
                case "value":
                    pattern = ".*?"
                case "sign":
                    pattern = re.escape(SIGNS[one[0]])
                case "space":
                    pattern = r"\s+"
                case _:
                    pattern = re.escape(alike(one[kind]))
            found.append((kind, one.start(), one.end(), pattern))
        return found

    @cached_property
    def words(self) -> str:
        """Its longest run of typed words: what does not hold this was not made of it."""
        runs = re.split("\0+", "".join(self.text[a:b] if kind == "plain" else "\0" if kind != "space" else " "
                                       for kind, a, b, _ in self.tokens))  # fmt: skip
        return alike(max((" ".join(run.split()) for run in runs), key=len, default=""))

    @cached_property
    def typed(self) -> int:
        """How many of its characters are printed as they are typed."""
        return sum(kind == "plain" for kind, *_ in self.tokens)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is printed of it, each part a group."""
        number = NUMBER if self.text.startswith("#") else ""
        return re.compile(number + "".join(f"({pattern})" for *_, pattern in self.tokens), re.DOTALL)

    def match(self, printed: str) -> re.Match[str] | None:
        """Match a whole paragraph as it is printed; None where it was not made of this."""
        said = alike(printed)
        return self.pattern.fullmatch(said) if self.words in said else None

    def search(self, printed: str) -> re.Match[str] | None:
        """Find it within a paragraph as it is printed."""
        said = alike(printed)
        return self.pattern.search(said) if self.words in said else None


def changed(one: Written, match: re.Match[str], start: int, end: int, text: str) -> tuple[int, int, str] | None:
    """Carry a change of what is printed over to what is written.

    Parameters
    ----------
    one : Written
    match : re.Match
        Of the whole paragraph, before the change.
    start, end : int
        From where to where in the paragraph something else comes.
    text : str
        What comes there.

    Returns
    -------
    tuple of (int, int, str) or None
        From where to where in ``one.text`` comes which Markdown; None where the change touches what is computed.
    """
    spans = [(kind, a, b, *match.span(group)) for group, (kind, a, b, _) in enumerate(one.tokens, 1)]
    touched = [span for span in spans if span[3] < end and span[4] > start]
    if any(kind == "value" for kind, *_ in touched):
        return None
    typed = SPECIAL.sub(r"\\\1", text)
    if start == end:
        place = len(one.text) if text.startswith("\n") else _between(spans, start)
        return None if place is None else (place, place, typed)
    if not touched or touched[0][3] > start or touched[-1][4] < end:
        return None
    inner = [span for span in spans if touched[0][1] <= span[1] and span[2] <= touched[-1][2]]
    if any(kind == "value" for kind, *_ in inner):
        return None
    marks = "".join(one.text[a:b] for kind, a, b, *_ in inner if kind == "none")
    return (touched[0][1], touched[-1][2], typed) if _whole(marks) else None


def _between(spans: list[tuple[str, int, int, int, int]], at: int) -> int | None:
    """Find where to write what is put in: after the typed character before it, else before the one after it."""
    for kind, _, b, _, printed in reversed(spans):
        if printed == at and kind not in {"none", "value"}:
            return b
    for kind, a, _, printed, _ in spans:
        if printed == at and kind not in {"none", "value"}:
            return a
    return None


def _whole(marks: str) -> bool:
    """Tell whether markup within a change begins and ends there; a note or a link would be lost."""
    return set(marks) <= {"*"} and len(marks) in {0, 2, 4}


def prose(paths: Iterable[Path]) -> Iterator[Written]:
    """Yield the lines of Markdown files that hold words of their own."""
    for path in paths:
        text, at = path.read_text(encoding="utf-8"), 0
        front = text.startswith("---\n")
        for number, line in enumerate(text.split("\n"), 1):
            if front:
                front = number == 1 or line != "---"
            elif line.strip() and not line.startswith((":::", "<!--", "```")):
                one = Written(path, number, line, tuple(range(at, at + len(line))))
                if one.typed:
                    yield one
            at += len(line) + 1


def texts(path: Path) -> Iterator[Written]:
    """Yield the texts of a YAML file that can be written back: those on one line, or folded."""
    content = path.read_text(encoding="utf-8")
    for name, node in _scalars(yaml.compose(content, Loader=yaml.SafeLoader), ()):
        begin, end = node.start_mark.index, node.end_mark.index
        if node.style == ">":
            begin = content.index("\n", begin) + 1
        elif node.style in {'"', "'"}:
            begin, end = begin + 1, end - 1
        places: list[int] = []
        signs: list[str] = []
        for found in re.finditer(r"\S+", content[begin:end]):
            if signs:
                signs.append(" ")
                places.append(begin + found.start() - 1)
            signs += found[0]
            places += range(begin + found.start(), begin + found.end())
        text = "".join(signs)
        if " " in text and text == node.value.strip():
            yield Written(path, node.start_mark.line + 1, text, tuple(places), ".".join(name))


def _scalars(node: yaml.Node | None, name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*name, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value, 1):
            yield from _scalars(value, (*name, str(place)))
    elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        yield name, node

"""What a Word file that came back holds: comments, and changes that were tracked.

pandoc reads it with ``--track-changes=all``. A paragraph is read as it was and as it is, each change with its place.
"""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from string import digits
from typing import Any

from lxml import etree

from impactmonitor.problems import InputError, Problem
from impactmonitor.report.remarks import Remark
from impactmonitor.report.word import W, pack, unpacked

KEPT, ADDED, DROPPED = "kept", "insertion", "deletion"
MARKS = {"comment-start", "comment-end", "paragraph-insertion", "paragraph-deletion"}
AROUND = 40
UNTRACKED = "differs from what was sent, and not by a tracked change"
ANOTHER = "is of another version than the report.docx there: changes that were not tracked are not looked for"
SAME = 0.1
"""Part of the paragraphs up to which two files are of the same version."""
PARAGRAPH = "\n\n"
"""What a new paragraph begins with, as a change of the one above it."""


@dataclass
class Paragraph:
    """A paragraph as runs of text.

    Attributes
    ----------
    runs : list of (str, str, str, str)
        Text, whether it was kept, added or dropped, by whom and when.
    marks : list of (int, str, dict, str)
        Number of runs before it, kind, attributes and text of what stands between the runs.
    row : str
        The row of a table that it stands in.
    """

    runs: list[tuple[str, str, str, str]] = field(default_factory=list)
    marks: list[tuple[int, str, dict[str, str], str]] = field(default_factory=list)
    row: str = ""

    @property
    def was(self) -> str:
        """Its text before the changes."""
        return self.text(ADDED)

    @property
    def added(self) -> bool:
        """Whether it is new as a whole."""
        return bool(self.text(DROPPED)) and all(kind == ADDED for _, kind, *_ in self.runs)

    def text(self, less: str, runs: int | None = None) -> str:
        """Return its text without what was added, or dropped; of the first so many runs only."""
        said = "".join(text for text, kind, *_ in self.runs[:runs] if kind != less)
        return " ".join(said.split())


def read_returned(path: Path, sent: Path | None = None) -> list[Remark]:
    """Read the comments and the tracked changes of a Word file.

    Parameters
    ----------
    path : Path
    sent : Path, optional
        The file as it was sent: what differs from it without a trace is listed, too.

    Raises
    ------
    InputError
        It is no Word file.
    """
    paragraphs = _read(path)
    known = _as_sent(sent, sent.stat().st_mtime_ns) if sent else ""
    # programs write other white space, and the pages in the contents
    other = [one for one in paragraphs if _signs(one.was).rstrip(digits) not in known and not one.added]
    found = [*_changes(path.name, paragraphs), *_comments(path.name, paragraphs)]
    if known and len(other) > SAME * len(paragraphs):
        found.append(Remark(path.name, "", "", ANOTHER, ""))
    elif known:
        found += [Remark(path.name, "", "", UNTRACKED, one.was, paragraph=one.was, row=one.row) for one in other]
    return found


@lru_cache(maxsize=1)
def _as_sent(path: Path, changed: int) -> str:  # many files come back of one that was sent
    return _signs("".join(one.was for one in _read(path)))


def _signs(text: str) -> str:
    return "".join(text.split())


def _read(path: Path) -> list[Paragraph]:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--from", "docx", "--to", "json", "--track-changes", "all"]
    done = subprocess.run(command, input=_with_ranges(path), capture_output=True, check=False)
    if done.returncode:
        raise InputError([Problem(path.name, f"cannot be read as a Word file: {done.stderr.decode().strip()}")])
    return list(_paragraphs(json.loads(done.stdout)["blocks"]))


def _with_ranges(path: Path) -> bytes:
    """Return a Word file in which every comment has a beginning and an end, without which pandoc passes it over."""
    try:
        parts = unpacked(path)
        document = etree.fromstring(parts["word/document.xml"])
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        return path.read_bytes()  # pandoc says what is wrong with it
    name = f"{W}id"
    begun = {one.get(name) for one in document.iter(f"{W}commentRangeStart")}
    bare = [one for one in document.iter(f"{W}commentReference") if one.get(name) not in begun]
    if not bare:
        return path.read_bytes()
    for reference in bare:
        run = reference.getparent()
        for kind in ("commentRangeStart", "commentRangeEnd"):
            run.addprevious(etree.Element(f"{W}{kind}", {name: reference.get(name)}))
    made = io.BytesIO()
    pack(made, parts | {"word/document.xml": etree.tostring(document, xml_declaration=True, encoding="UTF-8")})
    return made.getvalue()


def _paragraphs(found: Any, row: str = "") -> Iterator[Paragraph]:
    """Yield the paragraphs of blocks and of blocks within them, those of notes after the one that refers to them."""
    if isinstance(found, list):
        for one in found:
            yield from _paragraphs(one, row)
    elif isinstance(found, dict):
        match found["t"]:
            case "Para" | "Plain":
                yield from _paragraph(found["c"], row)
            case "Header":
                yield from _paragraph(found["c"][2], row)
            case "Table":
                yield from _of_table(found["c"])
            case "DefinitionList":
                for term, definitions in found["c"]:
                    yield from _paragraph(term, row)
                    yield from _paragraphs(definitions, row)
            case _:
                yield from _paragraphs(found.get("c"), row)


def _of_table(content: Any) -> Iterator[Paragraph]:
    yield from _paragraphs(content[1][1])
    rows = [*content[3][1], *(row for body in content[4] for part in body[2:] for row in part), *content[5][1]]
    for _, cells in rows:
        found = [one for cell in cells for one in _paragraphs(cell[4])]
        row = " ".join(one.was for one in found)
        for one in found:
            one.row = row
            yield one


def _paragraph(inlines: Any, row: str) -> Iterator[Paragraph]:
    made = Paragraph(row=row)
    notes: list[Any] = []
    _gather(inlines, made, notes, (KEPT, "", ""))
    yield made
    yield from _paragraphs(notes, row)


def _gather(inlines: Any, into: Paragraph, notes: list[Any], state: tuple[str, str, str]) -> None:
    """Take up text as it comes, in the state that it is in: kept, added or dropped, by whom and when."""
    for inline in inlines:
        content = inline.get("c")
        match inline["t"]:
            case "Str":
                into.runs.append((content, *state))
            case "Space" | "SoftBreak" | "LineBreak":
                into.runs.append((" ", *state))
            case "Code" | "Math":
                into.runs.append((content[1], *state))
            case "Note":
                notes.append(content)
            case "Span":
                _span(content, into, notes, state)
            case "Quoted" | "Cite" | "Link":
                _gather(content[1], into, notes, state)
            case "Emph" | "Strong" | "Underline" | "Strikeout" | "Superscript" | "Subscript" | "SmallCaps":
                _gather(content, into, notes, state)


def _span(content: Any, into: Paragraph, notes: list[Any], state: tuple[str, str, str]) -> None:
    (name, classes, pairs), inner = content
    said = {"id": name, **dict(pairs)}
    if marked := MARKS.intersection(classes):
        told = Paragraph()
        _gather(inner, told, [], (KEPT, "", ""))
        into.marks.append((len(into.runs), marked.pop(), said, told.was))
    elif changed := {ADDED, DROPPED}.intersection(classes):
        own = changed.pop()
        if {state[0], own} != {ADDED, DROPPED}:  # what is dropped of what was added never stood there
            state = own, said.get("author", ""), said.get("date", "")[:10]
            into.runs.append(("", *state))  # of white space alone nothing else is left
            _gather(inner, into, notes, state)
    else:
        _gather(inner, into, notes, state)


def _changes(file: str, paragraphs: list[Paragraph]) -> Iterator[Remark]:
    """Yield what was dropped and added, side by side as one change."""
    for place, one in enumerate(paragraphs):
        was, now = one.text(ADDED), one.text(DROPPED)
        if one.added:
            above = paragraphs[place - 1].was if place else ""
            who, when = one.runs[0][2:]
            yield Remark(file, who, when, "", "", paragraph=above, start=len(above), new=PARAGRAPH + now)
            continue
        changed = groupby(range(len(one.runs)), key=lambda n: one.runs[n][1] != KEPT)
        for first, last in ((own[0], own[-1] + 1) for differs, found in changed if differs for own in [list(found)]):
            start, end = _stretch(one, was, ADDED, first, last)
            begin, stop = _stretch(one, now, DROPPED, first, last)
            start, old, new = _trimmed(was[start:end], now[begin:stop], start)
            _, _, who, when = one.runs[last - 1]
            yield Remark(file, who, when, "", old, paragraph=was, start=start, new=new, row=one.row)
        if not any(other.added for other in paragraphs[place + 1 : place + 2]):
            yield from _of_marks(file, one)


def _stretch(one: Paragraph, text: str, less: str, first: int, last: int) -> tuple[int, int]:
    """Find some runs in the text of their paragraph, with the white space on both sides.

    pandoc takes white space out of what was added or dropped, so that only the other characters tell where it was.
    """
    places = [n for n, sign in enumerate(text) if not sign.isspace()]
    before, upto = (len(_signs(one.text(less, count))) for count in (first, last))
    return places[before - 1] + 1 if before else 0, places[upto] if upto < len(places) else len(text)


def _trimmed(old: str, new: str, start: int) -> tuple[int, str, str]:
    """Leave out the white space that is the same before and after a change."""
    if old[:1] == new[:1] == " ":
        start, old, new = start + 1, old[1:], new[1:]
    if old[-1:] == new[-1:] == " ":
        old, new = old[:-1], new[:-1]
    return start, old, new


def _of_marks(file: str, one: Paragraph) -> Iterator[Remark]:
    """Yield paragraphs that were split or joined."""
    for before, kind, said, _ in one.marks:
        if kind.startswith("paragraph"):
            at = len(one.text(ADDED, before))
            what = "alinea gesplitst of toegevoegd" if kind.endswith("insertion") else "alinea samengevoegd of weg"
            day = said.get("date", "")[:10]
            yield Remark(
                file, said.get("author", ""), day, what, one.was[-AROUND:], paragraph=one.was, start=at, row=one.row
            )


def _comments(file: str, paragraphs: list[Paragraph]) -> Iterator[Remark]:
    """Yield comments with the words between their two ends; those of several paragraphs with those of the first."""
    for place, one in enumerate(paragraphs):
        for before, kind, said, text in one.marks:
            if kind != "comment-start":
                continue
            end = next((n for n, mark, other, _ in one.marks if mark == "comment-end" and other["id"] == said["id"]),
                       len(one.runs))  # fmt: skip
            (_, start), (upto, _) = (_stretch(one, one.was, ADDED, n, n) for n in (before, end))
            quote = one.was[start:upto].strip()
            start += one.was[start:upto].startswith(" ")
            earlier, later = (
                paragraphs[place - 1].was if place else "",
                "".join(p.was for p in paragraphs[place + 1 : place + 2]),
            )
            prefix, suffix = (
                f"{earlier} {one.was[:start]}"[-AROUND:],
                f"{one.was[start + len(quote) :]} {later}"[:AROUND],
            )
            yield Remark(
                file, said.get("author", ""), said.get("date", "")[:10], text, quote or one.was, prefix, suffix,
                paragraph=one.was, start=start if quote else 0, row=one.row,
            )  # fmt: skip

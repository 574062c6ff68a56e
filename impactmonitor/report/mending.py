"""Changes made in Word as a patch of what is written by hand."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from impactmonitor.report.remarks import Remark
from impactmonitor.report.written import Written, changed

NUMBER = "a number; numbers follow from the data"
COMPUTED = "it touches what is computed, quoted or marked up"
CROSSED = "another change is at the same place"
UNTYPABLE = "what is asked cannot be typed there as such"
UNCLEAR = "it is between two texts, and may belong to either"
ELSEWHERE = "its file is not in this folder"


@dataclass
class Mended:
    """Some files with changes made in them.

    Attributes
    ----------
    patch : str
        As ``git apply`` takes it; empty where nothing changes.
    refused : dict
        By the number of a change, why it is not in the patch.
    """

    patch: str = ""
    refused: dict[int, str] = field(default_factory=dict)


@dataclass
class _Edits:
    """The edits of one piece of prose: from where to where comes what, and by which change."""

    written: Written
    made: list[tuple[int, int, str, int]] = field(default_factory=list)

    def crosses(self, start: int, end: int, text: str) -> bool:
        return any(
            (start, end, text) != (a, b, other) and ((start < b and a < end) or start == a)
            for a, b, other, _ in self.made
        )

    def in_text(self) -> str:
        """Return the text with its edits."""
        text = self.written.text
        for start, end, new, _ in self._once():
            text = text[:start] + new + text[end:]
        return text

    def in_file(self) -> list[tuple[int, int, str]]:
        """Return the edits by their places in the file."""
        places = self.written.places
        return [
            (places[start] if start < end else places[start - 1] + 1 if start else places[0],
             places[end - 1] + 1 if start < end else places[start - 1] + 1 if start else places[0], new)
            for start, end, new, _ in self._once()
        ]  # fmt: skip

    def _once(self) -> list[tuple[int, int, str, int]]:
        """Return the edits, the last first, those asked several times once."""
        found = {one[:3]: one for one in self.made}
        return sorted(found.values(), reverse=True)


def mend(changes: Sequence[tuple[Remark, Written | None]], root: Path) -> Mended:
    """Make a patch of changes.

    Parameters
    ----------
    changes : sequence of (Remark, Written or None)
        Each with what was written by hand where it was made; None where that is computed.
    root : Path
        The folder that paths in the patch are relative to.
    """
    mended = Mended()
    edits: dict[tuple[Path, int, str], _Edits] = {}
    for number, (remark, written) in enumerate(changes):
        if written is None:
            continue
        own = edits.setdefault((written.path, written.line, written.name), _Edits(written))
        reason = _enter(own, remark, number, root)
        if reason:
            mended.refused[number] = reason
    by_file: dict[Path, list[_Edits]] = {}
    for own in edits.values():
        mended.refused |= dict.fromkeys(_untypable(own, changes), UNTYPABLE)
        if own.made:
            by_file.setdefault(own.written.path, []).append(own)
    mended.patch = "".join(_diff(path, own, root) for path, own in sorted(by_file.items()))
    return mended


def _enter(own: _Edits, remark: Remark, number: int, root: Path) -> str:
    """Add a change to the edits of its prose, or say why not."""
    if not own.written.path.is_relative_to(root):
        return ELSEWHERE
    if any(sign.isdigit() for sign in remark.quote + (remark.new or "")):
        return NUMBER
    match = own.written.match(remark.paragraph) or own.written.search(remark.paragraph)
    start, end = remark.start, remark.start + len(remark.quote)
    if (
        match
        and start == end
        and (
            (start == match.end() and remark.paragraph[start : start + 1].strip())
            or (start == match.start() and remark.paragraph[max(0, start - 1) : start].strip())
        )
    ):  # offices run the entries of a list together
        return UNCLEAR
    edit = match and changed(own.written, match, start, end, remark.new or "")
    if not edit:
        return COMPUTED
    if own.crosses(*edit):
        return CROSSED
    own.made.append((*edit, number))
    return ""


def _untypable(own: _Edits, changes: Sequence[tuple[Remark, Written | None]]) -> list[int]:
    """Take out the edits with which the prose would not print what was asked for, and name their changes."""
    asked, own.made, left = own.made, [], []
    for edit in asked:
        own.made.append(edit)
        if not _typable(own, [changes[number][0] for *_, number in own.made]):
            own.made.remove(edit)
            left.append(edit[3])
    return left


def _typable(own: _Edits, remarks: Sequence[Remark]) -> bool:
    """Tell whether the prose, with the edits of each paragraph that is made of it, prints what was asked for there."""
    written = own.written
    for paragraph in {one.paragraph for one in remarks}:
        there = [(edit, one) for edit, one in zip(own.made, remarks, strict=True) if one.paragraph == paragraph]
        said, text = paragraph, _Edits(written, [edit for edit, _ in there]).in_text()
        for start, end, new in sorted({(o.start, o.start + len(o.quote), o.new or "") for _, o in there}, reverse=True):
            said = said[:start] + new + said[end:]
        after = Written(written.path, written.line, text, (), written.name)
        if not (after.search(said) if written.name else after.match(said)):
            return False
    return not written.name or _reads(written, own)


def _reads(written: Written, own: _Edits) -> bool:
    """Tell whether a YAML file with the edits of a text holds just that text anew."""
    content = _applied(written.path.read_text(encoding="utf-8"), own.in_file())
    try:
        found = yaml.safe_load(content)
    except yaml.YAMLError:
        return False
    for part in written.name.split("."):
        found = found[int(part) - 1] if isinstance(found, list) else found[part]
    return bool(" ".join(found.split()) == " ".join(own.in_text().split()))


def _applied(content: str, edits: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        content = content[:start] + new + content[end:]
    return content


def _diff(path: Path, edits: Sequence[_Edits], root: Path) -> str:
    before = path.read_text(encoding="utf-8")
    after = _applied(before, [one for own in edits for one in own.in_file()])
    name = path.relative_to(root).as_posix()
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)

"""What reviewers say of a report, by the place in the source where it belongs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from impactmonitor.claims.rules import QUESTIONS
from impactmonitor.files.whole import write_whole
from impactmonitor.paths import DATA, ROOT, builds_of
from impactmonitor.problems import InputError, Problem, UsageError, together
from impactmonitor.report.mending import mend
from impactmonitor.report.origins import Origin, Sources
from impactmonitor.report.quotations import Page, Spot, find, read_words
from impactmonitor.report.remarks import Remark, read_annotations
from impactmonitor.report.returned import read_returned
from impactmonitor.report.version import CLAIMS, PAGE
from impactmonitor.survey.wave import companion, prose_of

SENT = "report.docx"
KINDS = (".json", ".jsonld", ".docx")
IN_PATCH = "in the patch"
COMPUTED = "it is computed"
UNKNOWN = "place not known, under"
QUOTED = 80
"""Characters of a quotation that are shown."""


@dataclass(frozen=True)
class Placed:
    """A remark with its place.

    Attributes
    ----------
    remark : Remark
    origin : Origin or None
        None where it is not known.
    heading : str
        The heading that it stands under; empty where it is not in the report.
    state : str
        What became of a change; of a comment, whether its words changed; empty otherwise.
    """

    remark: Remark
    origin: Origin | None
    heading: str = ""
    state: str = ""


def comments(
    files: Sequence[Path], output: Path, patch: Path, data: Path | None = None, work: Path | None = None
) -> tuple[list[Placed], list[Placed], str]:
    """Read what reviewers said, and find where it belongs.

    Parameters
    ----------
    files : sequence of Path
        Files that reviewers saved from the web page, and Word files that came back.
    output : Path
        Folder of the report that it is put on: the one that they read, or a newer one.
    patch : Path
        Gets the changes of what is written by hand; is removed where there are none.
    data : Path, optional
        The data file of the report; the project's own by default.
    work : Path, optional
        Folder of the build directories, by default that of the report, with the notebooks as they were executed.

    Returns
    -------
    placed, orphans : list of Placed
        By place in the source; and those that are not in the report.
    patch : str
        As it was written.

    Raises
    ------
    UsageError
        A file is of another kind, or the folder holds no report.
    InputError
        A file cannot be read; every problem is listed.
    """
    if missing := [name for name in (PAGE, CLAIMS) if not (output / name).is_file()]:
        raise UsageError(f"{output} holds no report: {', '.join(missing)} missing")
    remarks = [one for found in together(*(_reading(path, output) for path in files)) for one in found]
    page, sources = (
        read_words(output / PAGE),
        _sources(output, data or DATA / "respons.csv", work or builds_of(output.parent)),
    )
    placed = [_place(one, page, sources) for one in _once(remarks)]
    numbered = [n for n, one in enumerate(placed) if one.remark.new is not None]
    written = [origin.written if (origin := placed[n].origin) else None for n in numbered]
    mended = mend([(placed[n].remark, one) for n, one in zip(numbered, written, strict=True)], ROOT)
    for place, n in enumerate(numbered):
        refused = mended.refused.get(place, "" if written[place] else COMPUTED)
        placed[n] = replace(placed[n], state=f"not in the patch: {refused}" if refused else IN_PATCH)
    if mended.patch:
        write_whole(patch, mended.patch)
    else:
        patch.unlink(missing_ok=True)
    known = [one for one in placed if one.heading or one.origin]
    order = {one: n for n, one in enumerate(_files(known))}
    known.sort(key=lambda one: (order[_file(one)], one.origin.line if one.origin else 0))
    return known, [one for one in placed if not (one.heading or one.origin)], mended.patch


def _reading(path: Path, output: Path) -> Callable[[], list[Remark]]:
    kind, sent = path.suffix.lower(), output / SENT
    if kind not in KINDS:
        raise UsageError(f"{path.name} is no file of comments; allowed: {', '.join(KINDS)}")
    if not path.is_file():
        raise InputError([Problem(str(path), "is not there")])
    if kind == ".docx":
        return lambda: read_returned(path, sent if sent.is_file() else None)
    return lambda: read_annotations(path)


def _once(remarks: Sequence[Remark]) -> list[Remark]:
    """Leave out what is in two files: reviewers may have opened each other's."""
    found: dict[Remark, Remark] = {}
    for one in remarks:
        found.setdefault(replace(one, file=""), one)
    return list(found.values())


def _sources(output: Path, data: Path, work: Path) -> Sources:
    with (output / CLAIMS).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["afgedrukt"] == "ja"]
    executed = work / output.name / "executed"
    claims = [companion(data, "claims.yml"), QUESTIONS]
    return Sources(ROOT, prose_of(data), claims, companion(data, "synthese.yml"), rows, executed)


def _place(remark: Remark, page: Page, sources: Sources) -> Placed:
    """Find a remark in the report, and what it was made of."""
    spot = _spot(remark, page)
    heading = page.heading(spot.start) if spot else ""
    if remark.paragraph:
        end = remark.start + len(remark.quote)
        origin = sources.of_text(remark.paragraph, remark.start, end)
        if origin is None and not spot:
            origin = sources.of_result([], remark.row or remark.paragraph)
        if origin:
            return Placed(remark, origin, heading)
    if not spot:
        return Placed(remark, None)
    start, end = page.block(spot.start)
    block = page.text[start:end].rstrip()
    names = page.elements_at(spot.start)
    listed = [name.removeprefix("claim-") for name in names if name.startswith("claim-")]
    origin = (
        sources.of_claims([*page.claims_at(spot.start, spot.end), *listed])
        or sources.of_text(block, spot.start - start, min(spot.end - start, len(block)))
        or sources.of_result(names, block)
    )
    return Placed(remark, origin, heading, "its words changed" if spot.changed else "")


def _spot(remark: Remark, page: Page) -> Spot | None:
    """Find a remark in the page; one that comes with its paragraph or row where that stands."""
    whole = remark.row or remark.paragraph
    if not whole:
        return find(remark, page)
    around = find(replace(remark, quote=whole, prefix="", suffix=""), page)
    if around is None:
        return find(remark, page) if remark.prefix + remark.suffix else None
    at = page.text.find(remark.quote, around.start, around.end) if remark.quote else -1
    return around if at < 0 else Spot(at, at + len(remark.quote), around.changed)


def _file(one: Placed) -> str:
    return one.origin.file if one.origin else ""


def _files(placed: Sequence[Placed]) -> list[str]:
    """Name the files in the order in which they are worked on: prose, claims, texts by hand, notebooks."""
    rank = {".qmd": 0, ".yml": 1}
    return sorted({_file(one) for one in placed}, key=lambda name: (rank.get(Path(name).suffix, 2), name))


def lines(files: Sequence[Path], placed: Sequence[Placed], orphans: Sequence[Placed], output: Path) -> Iterator[str]:
    """Write it out: by place, then what is in no place, and what was not found or not looked for."""
    last = None
    for one in placed:
        origin = one.origin
        where = (str(origin), origin.what, origin.condition) if origin else (UNKNOWN, one.heading, "")
        if where != last:
            told = [where[0], where[1], f"printed when {where[2]}" if where[2] else ""]
            yield "  ".join(filter(None, told))
        last = where
        yield from _told(one)
    if orphans:
        yield f"not in {output}:"
        for one in orphans:
            yield from _told(one)

    said = {one.remark.file for one in (*placed, *orphans)}
    silent = [path.name for path in files if path.name not in said]
    yield from (f"note: {name} holds no comment and no tracked change of its own" for name in silent)
    if any(path.suffix.lower() == ".docx" for path in files) and not (output / SENT).is_file():
        yield f"note: {output} holds no {SENT}: changes that were not tracked are not looked for"
    yield f"{len(placed)} placed, {len(orphans)} not in the report"


def _told(one: Placed) -> Iterator[str]:
    remark = one.remark
    quote = remark.quote if len(remark.quote) <= QUOTED else f"{remark.quote[:QUOTED].rstrip()} …"
    said = [f"{remark.who} {remark.when}".strip(), "done" if remark.done else "", one.state, remark.file]
    if remark.new is None:
        if quote:
            yield _shown(f"    “{quote}”")
        yield from (_shown(f"        {line}") for line in remark.text.splitlines())
    elif quote:
        yield _shown(f"    “{quote}” → “{remark.new}”")
    else:
        yield _shown(f"    “{remark.paragraph[: remark.start][-QUOTED // 2 :]}” + “{remark.new.strip()}”")
    yield _shown(f"        ({'; '.join(filter(None, said))})")


def _shown(text: str) -> str:
    """Return text of others without what would steer a terminal."""
    return "".join(sign for sign in text if sign.isprintable())

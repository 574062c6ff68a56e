"""Two coders' sheets brought together: how far they agree, what is left to settle, and the settled codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from impactmonitor.analysis.agreement import agreement
from impactmonitor.files.accepted import check_file
from impactmonitor.files.whole import write_whole
from impactmonitor.problems import InputError, Problem, UsageError, together
from impactmonitor.run.coding_sheets import Answer, Material, material, read_sheet, write_sheet
from impactmonitor.survey.coding import BOTH, CODERS, COLUMNS, TALK, digest_of, read_codes

DIFFERENCES, EARLIER = "verschillen.xlsx", "codering-eerder.csv"


@dataclass(frozen=True)
class Imported:
    """What came of two sheets.

    Attributes
    ----------
    agreement : DataFrame
        As `agreement.agreement` returns it.
    differ : int
        Answers on which the coders differ.
    written : Path
        The sheet to settle them in, or the settled codes.
    kept : Path or None
        The codes that were settled before, where these are others.
    """

    agreement: pd.DataFrame
    differ: int
    written: Path
    kept: Path | None = None


def import_sheets(data: Path, first: Path, second: Path, settled: Path | None = None) -> Imported:
    """Read two coders' sheets, and the one that settles their differences where it is given.

    Parameters
    ----------
    data : Path
        The data file; ``codering.csv`` is written beside it once nothing is left to settle. Other codes that it held
        are kept beside the first sheet.
    first, second : Path
        Sheets of `coding_sheets.export_sheets`, filled in.
    settled : Path, optional
        The sheet of differences that an earlier import wrote, filled in.

    Raises
    ------
    InputError
        Something in one of the files is wrong or missing; nothing is written then.
    UsageError
        One sheet is given twice.
    """
    if first.resolve() == second.resolve():
        raise UsageError(f"{first} is given twice: agreement is between two coders")
    found = material(data)
    codes = together(lambda: read_sheet(found, first, found.answers), lambda: read_sheet(found, second, found.answers))
    one, other = codes
    open_ = [answer for answer in found.answers if one[answer.number] != other[answer.number]]
    agreed = agreement(
        [set(one[answer.number]) for answer in found.answers],
        [set(other[answer.number]) for answer in found.answers],
        [answer.kind for answer in found.answers],
        {kind: found.frame.keys(kind) for kind in found.frame.themes},
    )
    if open_ and settled is None:
        path = first.with_name(DIFFERENCES)
        names = {(kind, theme.key): theme.naam for kind, listed in found.frame.themes.items() for theme in listed}
        beside = {
            answer.number: {
                coder.replace("_", " "): "; ".join(names[answer.kind, key] for key in chosen[answer.number])
                for coder, chosen in zip(CODERS, codes, strict=True)
            }
            for answer in open_
        }
        if path.exists():
            raise InputError([Problem(path.name, "is there already, and may be filled in: give it as --settled")])
        write_sheet(found, path, open_, beside)
        return Imported(agreed, len(open_), path)
    if settled:
        check_file(settled)
    decided = read_sheet(found, settled, open_) if settled and open_ else {}
    path = data.parent / "codering.csv"
    text, kept = _rows(found, one, other, decided, _quotations(path)), first.with_name(EARLIER)
    earlier = path.read_bytes() if path.exists() else text.encode()
    if changed := earlier != text.encode():
        write_whole(kept, earlier)
    write_whole(path, text)
    return Imported(agreed, len(open_), path, kept if changed else None)


def _quotations(path: Path) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return what may be quoted by earlier codes, by whose answer on which level, and its digest."""
    if not path.exists():
        return {}
    table = read_codes(path)
    keys = zip(table["respondent"], table["niveau"], table["tekst"], strict=True)
    return dict(zip(keys, zip(table["citaat"], table["citaat_bij"], strict=True), strict=True))


def _rows(
    found: Material,
    one: Mapping[str, list[str]],
    other: Mapping[str, list[str]],
    decided: Mapping[str, list[str]],
    quoted: Mapping[tuple[str, str, str], tuple[str, str]],
) -> str:
    """Write the settled codes as CSV, by respondent."""
    out, kinds = io.StringIO(), list(found.frame.themes)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for answer in sorted(found.answers, key=lambda one: (one.respondent, kinds.index(one.kind))):
        first, second = one[answer.number], other[answer.number]
        themes, who = (decided[answer.number], TALK) if answer.number in decided else (first, BOTH)
        chosen = [";".join(codes) for codes in (first, second, themes)]
        writer.writerow([answer.respondent, answer.kind, *chosen, who, *_rest(answer, themes, quoted)])
    return out.getvalue()


def _rest(
    answer: Answer, themes: list[str], quoted: Mapping[tuple[str, str, str], tuple[str, str]]
) -> tuple[str, str, str]:
    """Return the digest of an answer, and what may be quoted of it still."""
    digest = digest_of(answer.text)
    quotation, about = quoted.get((answer.respondent, answer.kind, digest), ("", ""))
    return (digest, quotation, about) if about in themes else (digest, "", "")

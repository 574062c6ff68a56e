"""The workplaces and the persons approached: the frame that responses are held against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from impactmonitor.files.tabular import read_tabular
from impactmonitor.files.unfilled import in_cells
from impactmonitor.problems import InputError, Problem, nearest
from impactmonitor.survey.codebook import PLACE, TRANCHE, Codebook
from impactmonitor.survey.vocabulary import folded
from impactmonitor.survey.wave import companion

KINDS = ("mbo", "hbo", "wo")
EVERYBODY = "totaal"
"""What the persons approached are told by in a wave without groupings."""


def _cells(path: Path, columns: list[str], more: Iterable[str] = ()) -> pd.DataFrame:
    """Read columns that have to be there, and others as far as they are."""
    frame = read_tabular(path).whole()
    if marks := in_cells(frame, path.name):
        raise InputError(marks)
    if missing := [name for name in columns if name not in frame]:
        raise InputError([Problem(path.name, f"lacks column {', '.join(missing)}; it has {', '.join(frame)}")])
    return frame[[*columns, *(name for name in more if name in frame)]].apply(lambda column: column.str.strip())


def _number(path: Path, frame: pd.DataFrame, column: str, problems: list[Problem]) -> pd.Series:
    """Read a column of counts; an empty cell is none."""
    wrong = ~frame[column].str.fullmatch("[0-9]{0,9}")
    for row, value in frame.loc[wrong, column].items():
        problems.append(
            Problem(f"{path.name}, row {row}, {column}", f"{value!r} is not a whole number of at most nine digits")
        )
    return pd.to_numeric(frame[column].mask(wrong, "0").replace("", "0")).astype(int)


def _allowed(path: Path, frame: pd.DataFrame, column: str, allowed: list[str], problems: list[Problem]) -> None:
    for row, value in frame.loc[~frame[column].isin(allowed), column].items():
        hint = nearest(value, allowed) or ";"
        problems.append(
            Problem(f"{path.name}, row {row}, {column}", f"{value!r} is unknown{hint} Allowed: {', '.join(allowed)}")
        )


def _spellings(path: Path, frame: pd.DataFrame, problems: list[Problem]) -> None:
    """Check that every workplace has a name, and that no spelling means two of them."""
    rows: dict[str, int] = {}
    for place, names in zip(frame.index, frame.to_dict("records"), strict=True):
        row = int(place)
        if not names[PLACE]:
            problems.append(Problem(f"{path.name}, row {row}, {PLACE}", "is empty; allowed: the workplace's name"))
        for column, text in names.items():
            if text and (other := rows.setdefault(folded(text), row)) != row:
                where = f"{path.name}, row {row}, {column}"
                problems.append(Problem(where, f"{text!r} is a name of row {other}, too; allowed: of one workplace"))


def _doubled(path: Path, frame: pd.DataFrame, columns: list[str], problems: list[Problem]) -> None:
    for row, values in frame.loc[frame.duplicated(columns), columns].iterrows():
        problems.append(Problem(f"{path.name}, row {row}", f"{', '.join(values)} is listed twice"))


def places_of(data: Path, codebook: Codebook) -> Path | None:
    """Return the file of workplaces that goes with answers; None for a wave that has none.

    The project's own serve a wave whose tranches are those of workplaces; any other brings its own, or has none.
    It has a column for each grouping that it tells: the tranche.
    """
    path = companion(data, "werkplaatsen.csv") if codebook.by_workplace else data.parent / "werkplaatsen.csv"
    return path if codebook.by_workplace or path.exists() else None


def read_workplaces(path: Path | None, codebook: Codebook) -> pd.DataFrame:
    """Read the workplaces; a table without rows where a wave has none.

    Returns
    -------
    DataFrame
        ``werkplaats``, the groupings that it tells (``tranche``), ``mbo, hbo, wo, andere_naam``: names and keys of
        groups as text, the numbers of institutions as int. ``andere_naam`` is another spelling that exports use.

    Raises
    ------
    InputError
        The file cannot be read, or a group, number or name in it is wrong; every problem is listed.
    """
    if path is None:
        return pd.DataFrame(columns=[PLACE, *KINDS, "andere_naam"]).astype(dict.fromkeys(KINDS, int))
    problems: list[Problem] = []
    told = [TRANCHE.key] if codebook.by_workplace else []
    others = [one for one in codebook.groepen if one not in told]
    frame = _cells(path, [PLACE, *told, *KINDS, "andere_naam"], ["bereik", *others])
    for key in (one for one in codebook.groepen if one in frame):
        _allowed(path, frame, key, [one.key for one in codebook.categories(key)], problems)
    _spellings(path, frame[[PLACE, "andere_naam"]], problems)
    numbers = {kind: _number(path, frame, kind, problems) for kind in KINDS}
    reach = pd.DataFrame(numbers).apply(lambda row: ", ".join(row.index[row > 0]), axis=1)
    for row, value in frame.get("bereik", reach).items():
        if value not in ("", reach[row]):
            problems.append(
                Problem(f"{path.name}, row {row}, bereik", f"{value!r} is not what the numbers say: {reach[row]}")
            )
    if frame.empty:
        problems.append(Problem(path.name, "holds no workplaces"))
    if problems:
        raise InputError(problems)
    return frame.drop(columns="bereik", errors="ignore").assign(**numbers).reset_index(drop=True)


def approached_of(data: Path, codebook: Codebook) -> Path | None:
    """Return the file that says how many were approached; None for a wave of which that is not known."""
    path = companion(data, "benaderd.csv") if codebook.by_workplace else data.parent / "benaderd.csv"
    return path if codebook.by_workplace or path.exists() else None


def read_approached(path: Path | None, codebook: Codebook) -> pd.DataFrame:
    """Read how many persons were approached; a table without rows where that is not known.

    Returns
    -------
    DataFrame
        ``dimensie`` (a grouping, or `EVERYBODY`), ``categorie`` (the key of a group), ``benaderd`` (int).

    Raises
    ------
    InputError
        A dimension, category or number is wrong, a dimension lacks a category of the codebook, or the dimensions do not
        add up to the same total.
    """
    if path is None:
        return pd.DataFrame({"dimensie": [], "categorie": [], "benaderd": pd.Series(dtype=int)})
    problems: list[Problem] = []
    frame = _cells(path, ["dimensie", "categorie", "benaderd"])
    dimensions = {key: [two.key for two in one.groepen] for key, one in codebook.groepen.items()}
    dimensions = dimensions or {EVERYBODY: [EVERYBODY]}
    _allowed(path, frame, "dimensie", list(dimensions), problems)
    for dimension, keys in dimensions.items():
        rows = frame[frame["dimensie"] == dimension]
        _allowed(path, rows, "categorie", keys, problems)
        missing = [key for key in keys if len(rows) and key not in set(rows["categorie"])]
        problems += [Problem(f"{path.name}, {dimension}", f"categorie {key!r} is missing") for key in missing]
    _doubled(path, frame, ["dimensie", "categorie"], problems)
    counts = _number(path, frame, "benaderd", problems)
    totals = counts.groupby(frame["dimensie"]).sum()
    if not problems and totals.nunique() > 1:
        listed = ", ".join(f"{dimension} {total}" for dimension, total in totals.items())
        problems.append(Problem(path.name, f"the totals differ: {listed}"))
    if problems:
        raise InputError(problems)
    return frame.assign(benaderd=counts).reset_index(drop=True)


def overrun(approached: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """Name the categories with more respondents than persons approached: margins and response say nothing there."""
    found = []
    for row in approached.to_dict("records"):
        everybody = row["dimensie"] == EVERYBODY
        count = len(frame) if everybody else int((frame[row["dimensie"]] == row["categorie"]).sum())
        if count > row["benaderd"]:
            where = f"{row['dimensie']} {row['categorie']}"
            found.append(f"{where} has {count} respondents and {row['benaderd']} approached (benaderd.csv)")
    return found

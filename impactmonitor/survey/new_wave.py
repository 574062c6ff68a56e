"""A folder for a new wave, proposed from what a survey tool delivers."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from impactmonitor.files.accepted import refuse
from impactmonitor.files.tabular import Tabular, read_tabular
from impactmonitor.files.unfilled import in_cells, in_yaml, unfilled
from impactmonitor.paths import DATA
from impactmonitor.problems import Problem, UsageError
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.definitions import read_definition
from impactmonitor.survey.faults import CODE
from impactmonitor.survey.groupings import Grouping
from impactmonitor.survey.proposal import Proposal, propose
from impactmonitor.survey.questions import Definition, questions_in
from impactmonitor.survey.survey_tools import Tool, laid_out, matching, recognise
from impactmonitor.survey.vocabulary import folded, known_places
from impactmonitor.survey.workplaces import read_workplaces

HEAD = """\
# The questionnaire, proposed from {source}. Where it says INVULLEN a person has to say what could not be told; `check`
# lists these places. Read the rest as well: keys, labels and phrases are used in figures and sentences.
"""
GROUPS = "# A question that tells groups apart is made a grouping by `--grouping`, as docs/new-wave.md says.\n"
SKELETON = Path(__file__).with_name("skeleton")
"""The text and the claims of a survey that asks of no outcomes, to begin with."""


@dataclass(frozen=True)
class Wave:
    """A folder that was made.

    Attributes
    ----------
    export : Path
        The copy of the export in it.
    told : list of str
        What was recognised, and what nothing feeds.
    marks : list of Problem
        The places to fill in.
    """

    export: Path
    told: list[str]
    marks: list[Problem]


def new_wave(folder: Path, source: Path, definition: Path | None = None, groupings: Sequence[str] = ()) -> Wave:
    """Make a folder with the files of a wave, proposed from an export.

    Parameters
    ----------
    folder : Path
        It does not exist yet.
    source : Path
        The export.
    definition : Path or None
        The questionnaire as the tool keeps it; an SPSS file is one itself.
    groupings : sequence of str
        Columns of the export that tell groups apart, beside those on workplace and sector, which are found.

    Raises
    ------
    UsageError
        The folder is there already, the definition is of no known kind, or a column cannot tell groups apart.
    InputError
        One of the files cannot be read, or the export holds no question with answers to count.
    """
    if folder.exists():
        raise UsageError(f"{folder} is there already; give a folder that is not, so that nothing in it is lost")
    asked_in = definition or (source if source.suffix.lower() == ".sav" else None)
    known = read_definition(asked_in) if asked_in else Definition()
    export = read_tabular(source)
    export.whole()
    tool, marks = recognise(export)
    own = read_codebook()
    raw = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    places = read_workplaces(DATA / "werkplaatsen.csv", own)
    frame = laid_out(export, tool).frame
    asked = questions_in(export, tool, known)
    found = propose(asked, frame, tool, known, own, raw, known_places(places), groupings)
    if not found.codebook["niveaus"]:
        why = "holds no question with answers to count: none to tick or to choose from, no statements, no numbers"
        raise refuse(source, why)
    found.codebook["meting"] = _year(export, tool) or found.codebook["meting"]
    told = [f"recognised as an export of {tool.naam} by its columns {', '.join(marks)}"] if tool.naam else []
    files = _files(source, found, places)
    return _written(folder, source, files, [*told, *found.told], found)


def _year(export: Tabular, tool: Tool) -> str:
    """Return the year in which most answers were finished; empty where no column tells."""
    years: Counter[str] = Counter()
    for column in matching(tool.moment, export.frame)[:1]:
        years.update(found[0] for text in export.frame[column] if (found := re.search(r"\b20\d\d\b", text)))
    return max(years, key=lambda year: years[year], default="")


def _files(source: Path, found: Proposal, places: pd.DataFrame) -> dict[str, str]:
    """Write each file as text, by name."""
    written = yaml.safe_dump(found.codebook, allow_unicode=True, sort_keys=False, width=110)
    notes = [f"# Nothing feeds {name}" for name in found.lacking]
    notes += [f"# Feeds nothing: {column!r}" for column in found.unused]
    notes += [f"# A guess by its cells: what kind of question {key} is" for key in found.guessed]
    text = "\n".join([HEAD.format(source=source.name) + written.rstrip(), *notes, ""])
    if not any("soort" not in entry for entry in found.codebook["niveaus"]):
        text += GROUPS if not {"tranches", "sectoren", "indelingen"} & set(found.codebook) else ""
        own = {path.name: path.read_text(encoding="utf-8") for path in sorted(SKELETON.iterdir())}
        if "tranches" not in found.codebook:
            return {"codebook.yml": text, **own}
    sheet = _places(found.groupings.get("werkplaats"), places)
    book = found.codebook
    groups = {"tranche": book.get("tranches", []), "sector": book.get("sectoren", [])}
    groups |= {one["key"]: one["groepen"] for one in book.get("indelingen", [])}
    approached = [
        {"dimensie": dimension, "categorie": one["key"], "benaderd": unfilled("persons approached")}
        for dimension, listed in groups.items()
        for one in listed
    ]
    return {"codebook.yml": text, "werkplaatsen.csv": _csv(sheet), "benaderd.csv": _csv(approached)}


def _csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _places(grouping: Grouping | None, places: pd.DataFrame) -> list[dict[str, Any]]:
    """List the workplaces: as the project knows them, and others by the names in the export."""
    known, names = places.astype(str).to_dict("records"), known_places(places)
    labels: Mapping[str, str] = grouping.values if grouping else {}
    found = {row["werkplaats"]: row for row in known} if any(folded(one) in names for one in labels.values()) else {}
    for value, label in labels.items():
        name = names.get(folded(label), label)
        name = unfilled(f"the name of workplace {label}") if re.fullmatch(CODE, name) else name
        row = found.setdefault(name, dict.fromkeys(known[0], "") | {"werkplaats": name})
        row["tranche"] = row["tranche"] or unfilled("its tranche")
        if folded(value) not in (folded(name), folded(row["andere_naam"])):
            row["andere_naam"] = value
    empty = dict.fromkeys(known[0], "") | {"werkplaats": unfilled("its name"), "tranche": unfilled("its tranche")}
    return list(found.values()) or [empty]


def _written(folder: Path, source: Path, files: Mapping[str, str], told: list[str], found: Proposal) -> Wave:
    """Write the files beside their place, then put the folder there as a whole."""
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8")
        shutil.copy2(source, beside / source.name)
        marks = in_yaml(files["codebook.yml"], "codebook.yml")
        for name in (name for name in files if name.endswith(".csv")):
            marks += in_cells(read_tabular(beside / name).whole(), name)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    lacking = [f"nothing feeds {', '.join(found.lacking)}"] if found.lacking else []
    unused = [f"feeds nothing: {', '.join(map(repr, found.unused))}"] if found.unused else []
    return Wave(folder / source.name, [*told, *lacking, *unused], marks)

"""Who counts: which of the answers received are analysed, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from impactmonitor.files.tabular import Tabular
from impactmonitor.problems import Problem
from impactmonitor.survey.faults import row_list
from impactmonitor.survey.survey_tools import Rule, Tool, matching, reasons
from impactmonitor.survey.vocabulary import by_value, folded
from impactmonitor.text.privacy import shown

PARTIAL, KEEP = "onvoltooid", "houden"
"""The reason that an answer was not completed, and the choice that it counts all the same."""
OFFSET = r"([T ]\d\d.*?) ?(?:[Zz]|[+-]\d\d(?::?\d\d)?)$"
"""A time, and how far its clock is from UTC: the day of an answer is that where it was given."""
WRITTEN = [
    f"{date}{time}"
    for date in ("%d-%m-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
    for time in ("", " %H:%M", " %H:%M:%S", " %I:%M:%S %p", " %I:%M %p")
]
"""Other ways in which tools and spreadsheets write moments."""


@dataclass(frozen=True)
class Intake:
    """What was received, and what of it counts.

    Attributes
    ----------
    tool : str
        Name of the survey tool that the export was recognised as; empty for none.
    marks : list of str
        The columns that it was recognised by.
    received : int
        Answers in the file.
    left_out : mapping of str to list of int
        Reason to the rows that do not count; the reasons are the keys of ``redenen`` in ``survey_tools.yml``.
    kept : list of int
        The rows that count although they were not completed.
    unused : mapping of str to list of int
        By level, the rows of those who answered it without being asked: that answer is not used.
    unordered : bool
        Which of several answers of one person is the last was told by their order in the file, not by a moment.
    idle : list of str
        Rules of the codebook that no answer meets, as it writes them.
    """

    tool: str = ""
    marks: list[str] = field(default_factory=list)
    received: int = 0
    left_out: Mapping[str, list[int]] = field(default_factory=dict)
    kept: list[int] = field(default_factory=list)
    unused: Mapping[str, list[int]] = field(default_factory=dict)
    unordered: bool = False
    idle: list[str] = field(default_factory=list)

    def without(self, rows: Sequence[int]) -> Intake:
        """Return the same with some of those that were kept left out: they broke off before anything counted."""
        if not rows:
            return self
        left_out = {**self.left_out, PARTIAL: sorted([*self.left_out.get(PARTIAL, ()), *rows])}
        return replace(self, left_out=left_out, kept=[row for row in self.kept if row not in set(rows)])

    @property
    def counts(self) -> dict[str, int]:
        """Answers left out, by reason."""
        return {reason: len(rows) for reason, rows in self.left_out.items() if rows}

    @property
    def analysed(self) -> int:
        """Answers that count."""
        return self.received - sum(self.counts.values())

    @property
    def notes(self) -> list[str]:
        """What a reader of the run should know."""
        found = []
        if self.tool:  # of a file in the layout of the data contract nothing need be said
            by = f" by its columns {', '.join(map(shown, self.marks))}" if self.marks else ", as codebook.yml says"
            found.append(f"recognised as an export of {self.tool}{by}")
        if self.counts:
            said = ", ".join(f"{n} {reasons()[reason]['run']}" for reason, n in self.counts.items())
            found.append(f"{self.received} answers received; left out: {said}; {self.analysed} analysed")
        if self.unordered:
            found.append(
                "of repeated answers that which comes last in the file counts: no column tells when they were given, "
                "written as 2024-03-01T12:00"
            )
        found += [f"deelname, weglaten: {rule} leaves out nobody: no answer in the file meets it" for rule in self.idle]
        if self.kept:
            found.append(f"{len(self.kept)} answers that were not completed count, in row {row_list(self.kept)}")
        for key, rows in self.unused.items():
            found.append(
                f"answers to {key!r} of who was not asked it are not used: {len(rows)}, in row {row_list(rows)}"
            )
        return found

    @property
    def told(self) -> list[str]:
        """Why answers do not count, each reason with how many, as the report says it."""
        return [f"{reasons()[reason]['rapport']} ({n})" for reason, n in self.counts.items()]

    @property
    def facts(self) -> dict[str, Any]:
        """The same as data, for ``params.yml``; empty where all that was received counts."""
        told: dict[str, Any] = {"weggelaten": self.counts} if self.counts else {}
        told |= {"onvoltooid_gehouden": len(self.kept)} if self.kept else {}
        told |= {"niet_gebruikt": {key: len(rows) for key, rows in self.unused.items()}} if self.unused else {}
        return {"ontvangen": self.received, **told, "geanalyseerd": self.analysed} if told else {}


def take_in(export: Tabular, tool: Tool, marks: list[str], chosen: Mapping[str, Any]) -> tuple[Tabular, Intake]:
    """Leave out the answers that do not count.

    An answer that does not count for several reasons is counted under the first of them. Of several answers of one
    person the last complete one stays. Where the codebook says that those which were not completed count as well, they
    do, but for the others of the same person; when they were finished is not looked at.

    Parameters
    ----------
    export : Tabular
        Columns named as in the file; from `survey_tools.laid_out`.
    tool : Tool
    marks : list of str
        The columns that it was recognised by.
    chosen : mapping
        ``deelname`` of the codebook: rules beside the tool's own (``weglaten``), columns that name a person
        (``sleutel``, in place of the tool's), the fieldwork (``veldwerk``) and which moment it is about (``moment``);
        whether what was not completed counts (``gedeeltelijk``).

    Returns
    -------
    export : Tabular
        What counts; problems added where the fieldwork cannot be told.
    intake : Intake
    """
    out = _Sieve(export, {reason: [] for reason in reasons()}, keep=chosen.get("gedeeltelijk") == KEEP)
    for rule in (*tool.weglaten, *(Rule(**rule) for rule in chosen.get("weglaten") or ())):
        out.by_rule(rule, wanted=rule not in tool.weglaten)
    moments = [str(chosen["moment"])] if chosen.get("moment") else tool.moment
    moment = out.moments(moments, chosen.get("veldwerk"))
    own = chosen.get("sleutel")
    keys = [*tool.sleutel, *(one for one, to in tool.kolommen.items() if to == "respondent")]
    out.by_key([own] if isinstance(own, str) else own or keys, moment, tool.anoniem, wanted=bool(own))
    kept = replace(export, frame=export.frame[out.counts.to_numpy()], problems=[*export.problems, *out.problems])
    left_out = {reason: sorted(rows) for reason, rows in out.rows.items()}
    partial = [int(row) for row in export.frame.index[out.partial & out.counts]]
    return kept, Intake(tool.naam, marks, len(export.frame), left_out, partial, unordered=out.unordered, idle=out.idle)


def read_moments(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read moments, and the day of each where it was given; `NaT` where they cannot be read.

    They are written as 2024-03-01, with a time or without, or all in one of `WRITTEN`: in only one of these, for
    04/03/2024 may be in March or in April.
    """
    moment = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)
    here = pd.to_datetime(text.str.replace(OFFSET, r"\1", regex=True), format="ISO8601", errors="coerce")
    if moment.isna().all():
        ways = [pd.to_datetime(text, format=way, errors="coerce") for way in WRITTEN]
        fits = [way for way in ways if way.notna().any() and way.notna().equals(text != "")]
        if len(fits) == 1:
            moment = here = fits[0]
    return moment, here.dt.normalize()


@dataclass
class _Sieve:
    """Takes answers out one reason after another; what is out is not looked at again."""

    export: Tabular
    rows: dict[str, list[int]]
    problems: list[Problem] = field(default_factory=list)
    keep: bool = False
    unordered: bool = False
    idle: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.frame = self.export.frame
        self.counts, self.partial = pd.Series(True, self.frame.index), pd.Series(False, self.frame.index)

    def _out(self, reason: str, hit: pd.Series) -> None:
        if self.keep and reason == PARTIAL:
            self.partial |= hit
            return
        rows = self.frame.index[self.counts & hit]
        self.rows[reason] += map(int, rows)
        self.counts[rows] = False

    def _columns(self, names: Iterable[str], wanted: bool) -> list[str]:
        """Find columns; where the codebook wants them they must be there."""
        names = list(names)
        found = matching(names, self.frame)
        if wanted and not found:
            message = f"lacks column {' or '.join(map(repr, names))}, which codebook.yml, deelname, asks for"
            self.problems.append(Problem(self.export.name, message))
        return found

    def by_rule(self, rule: Rule, wanted: bool) -> None:
        """Take out what a rule says does not count."""
        columns = self._columns(rule.kolommen, wanted)
        hits = [by_value(self.frame[column], rule.hits).astype(bool) for column in columns]
        for hit in hits:
            self._out(rule.reden, hit)
        if wanted and hits and not any(hit.any() for hit in hits):
            self.idle.append(str(rule))

    def moments(self, names: Sequence[str], fieldwork: Mapping[str, str] | None) -> pd.Series | None:
        """Read when answers were finished, and take out those before or after the fieldwork."""
        columns = self._columns(names or ["moment"], wanted=fieldwork is not None)
        if not columns:
            return None
        text = self.frame[columns[0]].str.strip()
        moment, day = read_moments(text)
        if fieldwork:
            for row in moment.index[moment.isna() & self.counts & ~self.partial]:
                message = f"{shown(text[row])} is no moment; allowed: 2024-03-01, also with a time"
                self.problems.append(Problem(f"{self.export.name}, row {row}, {columns[0]}", message))
            first, last = (pd.Timestamp(fieldwork[end]) for end in ("van", "tot"))
            self._out("buiten_veldwerk", moment.notna() & ~self.partial & ~day.between(first, last))
        return moment

    def by_key(self, names: Sequence[str], moment: pd.Series | None, nobody: Sequence[str], wanted: bool) -> None:
        """Take out what the same person answered again later: by moment where all have one, else in order."""
        for column in self._columns(names, wanted):
            key = by_value(self.frame[column][self.counts], folded)
            key = key[~key.isin(["", *map(folded, nobody)])]
            partial, key = key[self.partial[key.index]], key[~self.partial[key.index]]
            if moment is not None and moment[key.index].notna().all():
                key = key[moment[key.index].sort_values(kind="stable").index]
            else:
                self.unordered |= bool(key.duplicated().any())
            key = pd.concat([partial, key])  # a complete one takes the place of what was not completed
            self._out("dubbel", key.duplicated(keep="last").reindex(self.frame.index, fill_value=False))

"""The responses: read, checked and brought to the data contract, whatever tool they come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from impactmonitor.codebook import LANGUAGE, Codebook
from impactmonitor.companions import companion
from impactmonitor.exports import Export, read_export
from impactmonitor.privacy import Redaction, read_names, redact
from impactmonitor.problems import InputError, Problem
from impactmonitor.validation import check_answers, check_cells, plain, vocabularies, warnings

RECONSTRUCTED = "reconstructie-"
"""Respondents whose answers were constructed are called this and a number."""


@dataclass(frozen=True)
class Responses:
    """One measurement's responses.

    Attributes
    ----------
    frame : DataFrame, shape (respondents, columns)
        The columns of the data contract and ``tranche``: ticks bool, status and aard ordered categories or missing,
        the rest text, empty where nothing was given.
    name : str
        File name without extension.
    checksum : str
        SHA-256 of the content: the same for the same answers in any kind of file.
    warnings : list of str
        What is odd but does not stop a run.
    ignored_columns : list of str
        Columns of the file that no part of the codebook asks for.
    redactions : list of Redaction
    """

    frame: pd.DataFrame
    name: str
    checksum: str
    warnings: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    redactions: list[Redaction] = field(default_factory=list)

    @property
    def reconstruction(self) -> bool:
        """Whether any respondent is a constructed one."""
        return bool(self.frame["respondent"].str.startswith(RECONSTRUCTED).any())


def _renamed(export: Export, codebook: Codebook) -> Export:
    """Give columns the names of the data contract: by the codebook's mapping, else by their own name."""
    contract = {plain(name): name for name in codebook.columns}
    contract |= {plain(source): target for source, target in codebook.kolommen.items()}
    names = {column: contract.get(plain(column), column) for column in export.frame}
    counts = pd.Series(list(names.values())).value_counts()
    problems = [
        Problem(f"{export.name}, header", f"{target!r} is fed by {', '.join(c for c in names if names[c] == target)}")
        for target in counts.index[counts > 1]
    ]
    if problems:
        raise InputError(problems)
    return Export(export.frame.rename(columns=names), export.name)


def read_responses(path: Path, codebook: Codebook, workplaces: pd.DataFrame) -> Responses:
    """Read, check and normalise an export.

    Parameters
    ----------
    path : Path
        A file as `exports.read_export` takes.
    codebook : Codebook
    workplaces : DataFrame
        From `workplaces.read_workplaces`.

    Raises
    ------
    InputError
        Something is wrong; every problem is listed.
    """
    export = _renamed(read_export(path), codebook)
    known = vocabularies(codebook, workplaces)
    problems = check_cells(export, codebook, known)
    if not len(export.frame):
        problems.append(Problem(export.name, "holds a header and no respondents"))
    ignored = [name for name in export.frame if name not in codebook.columns]
    readable = [name for name in codebook.columns if name in export.frame]
    frame = export.frame[readable].copy()
    for name, vocabulary in known.items():
        if name in frame:
            frame[name] = vocabulary.read(frame[name])
    if problems:
        raise InputError(problems)
    scales = {
        niveau.column(item.key, scale): scale
        for niveau in codebook.niveaus
        for item in niveau.items
        for scale in codebook.schalen
    }
    for name in known:
        if name in scales:
            keys = [category.key for category in codebook.schalen[scales[name]]]
            frame[name] = pd.Categorical(frame[name], keys, ordered=True)
        elif name not in {"werkplaats", "sector"}:
            frame[name] = frame[name].astype(bool)
    if problems := check_answers(export.name, frame, codebook):
        raise InputError(problems)
    frame["respondent"] = frame["respondent"].str.strip()
    frame[LANGUAGE] = _foreign(frame[LANGUAGE]) if LANGUAGE in frame else ""
    redactions = _blank(
        frame, [name for name in frame if name not in known and name not in {"respondent", LANGUAGE}], path
    )
    odd = warnings(frame, codebook)
    tranche = workplaces.set_index("werkplaats")["tranche"]
    frame.insert(3, "tranche", frame["werkplaats"].map(tranche))
    frame = frame.reset_index(drop=True)
    return Responses(frame, path.stem, _checksum(frame), odd, ignored, redactions)


def _foreign(languages: pd.Series) -> pd.Series:
    """Return the codes of languages other than the report's own; empty for that."""
    codes = languages.str.strip().str.lower()
    return codes.where(codes.str.split("-").str[0] != "nl", "")


def _blank(frame: pd.DataFrame, columns: list[str], path: Path) -> list[Redaction]:
    """Blank personal details in the columns of open text, in place."""
    names = read_names(companion(path, "redactie.csv"))
    log = []
    for column in columns:
        cleaned = []
        for row, text in frame[column].str.strip().items():
            text, kinds = redact(text, names)
            log += [Redaction(int(str(row)), column, kind) for kind in kinds]
            cleaned.append(text)
        frame[column] = cleaned
    return log


def _checksum(frame: pd.DataFrame) -> str:
    content = frame.astype(object).to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

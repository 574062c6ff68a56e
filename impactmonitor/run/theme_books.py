"""The themes as a codebook that programs for qualitative analysis read (REFI-QDA), and the other way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from impactmonitor.files.refi_qda import Code, guid_of, read_qdc, write_qdc
from impactmonitor.files.whole import write_yaml
from impactmonitor.problems import InputError, Problem
from impactmonitor.run.coding_sheets import material
from impactmonitor.survey.codebook import Codebook, read_codebook
from impactmonitor.survey.codeframe import REMARK, Codeframe, Theme, read_codeframe
from impactmonitor.survey.drafting import keyed
from impactmonitor.survey.wave import companion

PARTS = {"wel": "Wel: ", "niet": "Niet: ", "voorbeeld": "Voorbeeld: "}
"""How the parts of a theme begin in the description of a code."""


def write_codebook(data: Path, path: Path) -> None:
    """Write the themes as a REFI-QDA codebook, for programs for qualitative analysis."""
    frame = material(data).frame
    codes = [
        Code(kind, key=kind, under=tuple(Code(theme.naam, _told(theme), f"{kind}/{theme.key}") for theme in themes))
        for kind, themes in frame.themes.items()
    ]
    write_qdc(codes, "impactmonitor", path)


def _told(theme: Theme) -> str:
    parts = [f"{begin}{getattr(theme, name)}" for name, begin in PARTS.items() if getattr(theme, name)]
    return "\n".join([theme.omschrijving, *parts])


def read_codebook_file(data: Path, path: Path, target: Path) -> None:
    """Write a REFI-QDA codebook as a ``codeframe.yml``; themes that are known keep their keys.

    Raises
    ------
    InputError
        The file is no such codebook, a level in it is not in the questionnaire, or a theme has codes under it.
    """
    codebook = read_codebook(companion(data, "codebook.yml"))
    known, levels = _known(data, codebook), [niveau.key for niveau in codebook.niveaus]
    made: dict[str, list[dict[str, object]]] = {}
    problems = []
    for level in read_qdc(path):
        if level.name not in [*levels, REMARK]:
            allowed = ", ".join([*levels, REMARK])
            problems.append(Problem(path.name, f"code {level.name!r} is no level; allowed: {allowed}"))
        for code in level.under:
            if under := ", ".join(repr(one.name) for one in code.under):
                told = f"theme {code.name!r} of {level.name!r} has codes under it: {under}; themes have none"
                problems.append(Problem(path.name, f"{told}, so merge them into it or move them beside it"))
        made[level.name] = _themes(known, level.name, level.under)
    if problems:
        raise InputError(problems)
    remarks = {"opmerkingen": made.pop(REMARK)} if REMARK in made else {}
    rules = {"regels": list(known.rules)} if known.rules else {}
    write_yaml(target, {**rules, "niveaus": made, **remarks})


def _known(data: Path, codebook: Codebook) -> Codeframe:
    """Read the themes that there are: none where a survey has none of its own, and those of the project do not fit."""
    path = companion(data, "codeframe.yml")
    try:
        return read_codeframe(path, codebook)
    except InputError:
        if path.parent == data.parent:
            raise
        return Codeframe({})


def _themes(frame: Codeframe, kind: str, codes: Iterable[Code]) -> list[dict[str, object]]:
    """Return the entries of the themes of a level; one that is new gets a key that no other has."""
    known = {guid_of(f"{kind}/{theme.key}"): theme for theme in frame.themes.get(kind, ())}
    taken, found = {theme.key for theme in known.values()}, []
    for code in codes:
        theme = known.get(code.guid)
        key = theme.key if theme else keyed(code.name, taken)
        taken.add(key)
        found.append(_theme(code, key, apart=bool(theme and theme.apart)))
    return found


def _theme(code: Code, key: str, apart: bool) -> dict[str, object]:
    """Return the entry of a theme, of a code with its description."""
    lines = code.description.split("\n") or [""]
    begun = [(name, begin, line) for name, begin in PARTS.items() for line in lines if line.startswith(begin)]
    told = {name: line.removeprefix(begin) for name, begin, line in begun}
    meant = " ".join(line for line in lines if not line.startswith(tuple(PARTS.values())))
    mark: dict[str, object] = {"apart": True} if apart else {}
    return {"sleutel": key, "naam": code.name, "omschrijving": meant or code.name, **mark, **told}

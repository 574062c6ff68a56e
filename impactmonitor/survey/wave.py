"""The files that go with a data file: beside it, or else the project's own."""

from __future__ import annotations

import re
from pathlib import Path

from impactmonitor.files.accepted import SUFFIXES, check_file, refuse
from impactmonitor.paths import DATA, NOTEBOOKS, ROOT
from impactmonitor.problems import Problem
from impactmonitor.survey.variant import slugify

COMPANIONS = (
    "codebook.yml",
    "werkplaatsen.csv",
    "benaderd.csv",
    "synthese.yml",
    "bron.yml",
    "claims.yml",
    "redactie.csv",
    "codeframe.yml",
    "codering.csv",
    "vergelijking.yml",
)
KINDS = {".yml": {".yml", ".yaml"}, ".csv": {*SUFFIXES, ".xls", ".ods"}}
"""How files end that may be meant for one of each kind."""
OF_ONE_FILE = ("codering.csv", "vergelijking.yml")
"""What is about one data file, its respondents or what it can be compared with, and counts only beside that."""


def companion(data: Path, name: str) -> Path:
    """Find a file that goes with a data file; it may not exist."""
    beside = data.parent / name
    return beside if beside.exists() or name in OF_ONE_FILE else DATA / name


def meant(path: str | Path) -> Path:
    """Resolve a path; in a notebook, which runs in its own folder, one from the project's folder is understood, too."""
    from_project = ROOT / path
    in_notebook = Path.cwd() == NOTEBOOKS and not Path(path).exists() and from_project.exists()
    return (from_project if in_notebook else Path(path)).resolve()


def misnamed(data: Path) -> list[Problem]:
    """List what lies beside a data file under nearly the name of what is read there, and so would not be."""
    if not data.parent.is_dir():
        return [Problem(str(data), "does not exist: there is no such folder")]
    found = []
    for name in COMPANIONS:
        there, kinds = data.parent / name, KINDS[Path(name).suffix]
        beside = [one for one in data.parent.iterdir() if one.suffix.casefold() in kinds]
        near = [one for one in beside if one.stem.casefold() == there.stem]
        if not there.exists():
            told = f"is not read; it has to be {name}, and be there"
            found += [Problem(one.name, told) for one in near if one != data]
    return found


def prose_of(data: Path) -> Path:
    """Return the folder that a wave's report takes its text from: beside the data, or else the project's own.

    Parameters
    ----------
    data : Path
        An export. The folder holds ``report.qmd``, and what it includes and shows: ``chapters``, ``images``.
    """
    folder = data.resolve().parent
    return folder if (folder / "report.qmd").is_file() else ROOT


def companions(data: Path) -> list[Path]:
    """List the files that go with a data file, as far as they exist."""
    return [path for path in (companion(data, name) for name in COMPANIONS) if path.exists()]


def data_of(given: Path) -> Path:
    """Find the answers of a wave that is given by its folder, or by its data file.

    Raises
    ------
    InputError
        The folder is not there, or holds no file ``respons``, or more than one.
    """
    if not given.is_dir():
        check_file(given)
        return given.resolve()
    found = sorted(path for suffix in SUFFIXES for path in given.glob(f"respons{suffix}"))
    if len(found) != 1:
        told = f"holds {', '.join(path.name for path in found)}" if found else "holds no answers"
        raise refuse(given, f"{told}; give a data file, or a folder with one: respons{', respons'.join(SUFFIXES)}")
    return found[0].resolve()


def shelf(data: Path) -> str:
    """Name the folder in which reports on a data file stand apart: the measurement; empty for the project's own data.

    Parameters
    ----------
    data : Path
        An export; of a codebook beside it that cannot be read, its folder's name serves.
    """
    if data.resolve() == (DATA / "respons.csv").resolve():
        return ""
    try:
        text = companion(data, "codebook.yml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    named = re.search(r"""^meting:[ \t]*["']?([^"'#\n]+)""", text, re.MULTILINE)
    return slugify(named[1] if named else data.resolve().parent.name) or "meting"


def reports_of(data: Path) -> Path:
    """Return the folder that reports on a data file land in where no other is asked for."""
    return ROOT / "_output" / shelf(data)

"""What is stale: digests of all that an output depends on, and the record of what a build directory was made of.

A report is made in two steps that go stale apart. Its *evidence* (executed notebooks, numbers, tabellenboek) depends on
the data and what goes with them, the parameters, the date and engine, the notebooks, the package, the brand file and
the installed versions. Its *rendering* depends on the evidence, the prose, the theme and the formats.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impactmonitor.files.accepted import check_file
from impactmonitor.files.kept import code, digest, installed
from impactmonitor.paths import BRAND, MADE, NOTEBOOKS, ROOT
from impactmonitor.report.front import page_files
from impactmonitor.run.request import Request
from impactmonitor.survey.wave import companions

if TYPE_CHECKING:
    from impactmonitor.analysis.study import Study

TEXTS = ("report.qmd", "chapters")
"""What a wave may have of its own."""
LOOKS = ("_quarto.yml", "_brand.yml", "_extensions")
AUTHORS = ("images", "references.bib", "references.csl")
"""What an author may add to the texts."""
EVIDENCE = ("executed/*.ipynb", "figures/*", "_generated/*", "_*.yml", "c*.csv", "tabellenboek.xlsx")
RECORD = "evidence.json"
PACKAGE, INSTALLED, THEME = "pakket", "omgeving", "vormgeving"
"""Names, in ``params.yml``, of what is digested as a whole."""
SHORT = 16
"""Characters of a digest that tell versions of a file apart."""


def source_paths(texts: Path = ROOT) -> list[Path]:
    """Return the files and folders of the prose and the theme that are there; `BuildError` for wrong front matter.

    Parameters
    ----------
    texts : Path
        The folder of the prose, from `wave.prose_of`; what it has no file of is the project's own.
    """
    own = [texts if (texts / name).exists() else ROOT for name in TEXTS]
    more = [texts / name for name in (*AUTHORS, *page_files(texts)) if (texts / name).exists()]
    return [*(folder / name for folder, name in zip(own, TEXTS, strict=True)), *(ROOT / name for name in LOOKS), *more]


def sources(texts: Path = ROOT) -> Iterator[Path]:
    """Yield the files of the prose and the theme, without those that are made of them."""
    for path in source_paths(texts):
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        yield from (one for one in files if not one.is_relative_to(ROOT / MADE))


def quarto() -> list[Any]:
    """Tell the Quarto on the path from any other, without running it; empty where there is none."""
    command = shutil.which("quarto")
    if not command:
        return []
    stat = Path(command).stat()
    return [command, stat.st_mtime_ns, stat.st_size]


def inputs(study: Study) -> dict[str, str]:
    """Digest each file that evidence depends on beside the answers, by its name: what tells two versions apart.

    The digests are published. Of ``redactie.csv`` there is none: it holds names of persons, few enough to guess; what
    it blanks is part of the answers' checksum.
    """
    from impactmonitor.run.tidied import source

    beside, given = companions(study.data), study.files
    names = {path: path.name if path in beside else f"{path.parent.name}/{path.name}" for path in given}
    found = {name: digest(None, [path])[:SHORT] for path, name in names.items() if path.name != "redactie.csv"}
    found |= {path.name: digest(source(path))[:SHORT] for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    package = [path for path in code() if path != BRAND]  # which the prose names, as the look
    return {**found, PACKAGE: digest(None, package)[:SHORT], INSTALLED: digest(installed())[:SHORT]}


def prose(texts: Path = ROOT) -> dict[str, str]:
    """Digest each file of the prose, and the theme as a whole."""
    theme = [path for path in sources(texts) if path.is_relative_to(ROOT / "_extensions")]
    files = [path for path in sources(texts) if path not in theme]
    names = {path: path.relative_to(texts if path.is_relative_to(texts) else ROOT).as_posix() for path in files}
    found = {name: digest(None, [path])[:SHORT] for path, name in names.items()}
    return {**found, THEME: digest(None, theme)[:SHORT]}


def as_asked(request: Request, engine: str, date: str, beside: str = "") -> str:
    """Digest a request for evidence by the bytes of its inputs, which takes no reading of the data.

    Parameters
    ----------
    request : Request
        As typed.
    engine : str
        As typed; ``auto`` is the same as what it takes where the Quarto on the path is new enough.
    date : str
        The report's date.
    beside : str
        Digest of the other reports' ledgers in the same folder.

    Raises
    ------
    InputError
        There is no such data file or earlier wave, or it is refused unread.
    """
    data = request.path
    check_file(data)
    tool = quarto()
    if engine == "auto":
        engine = "quarto" if tool else "builtin"
    notebooks = sorted(NOTEBOOKS.glob("*.ipynb"))
    given = {**request.asked, "previous": bool(request.previous)}
    return digest([given, engine, tool, date, beside, installed()], [data, *request.files, *notebooks, *code()])


@dataclass(frozen=True)
class Record:
    """What a build directory holds, and what it was made of.

    Attributes
    ----------
    asked : str
        From `as_asked`.
    evidence : str
        Digest of what the evidence depends on, the same however it was asked for.
    engine : str
        The engine that it is meant for.
    provenance : dict
        What the report says of itself in ``params.yml``.
    niveaus : list of (key, name, template)
        The levels, a chapter each.
    received : list of str
        What was received, and what of it counts.
    notes : list of str
        What is odd about the data.
    files : list of str
        All that was made, relative to the directory.
    inputs : dict of str
        A digest of each file that the evidence depends on, from `inputs`.
    """

    asked: str
    evidence: str
    engine: str
    provenance: dict[str, Any]
    niveaus: list[list[str]]
    received: list[str]
    notes: list[str]
    files: list[str]
    inputs: dict[str, str]

    @classmethod
    def read(cls, build: Path) -> Record | None:
        """Return the record of a build directory; None where there is none, or not all it names is there."""
        try:
            record = cls(**json.loads((build / RECORD).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return record if all((build / name).exists() for name in record.files) else None

    def write(self, build: Path) -> None:
        """Keep the record in its build directory."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (build / RECORD).write_text(text, encoding="utf-8")


def made(build: Path) -> list[str]:
    """List the evidence in a build directory."""
    return sorted(str(path.relative_to(build)) for pattern in EVIDENCE for path in build.glob(pattern))


def find(work: Path, asked: str) -> Path | None:
    """Find the build directory that holds what is asked for."""
    records = ((path.parent, Record.read(path.parent)) for path in work.glob(f"*/{RECORD}"))
    return next((build for build, record in records if record and record.asked == asked), None)

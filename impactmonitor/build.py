"""Build one variant: private directory, notebooks, rendering, and outputs that appear whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from impactmonitor import __version__
from impactmonitor.codebook import ROOT
from impactmonitor.problems import BuildError
from impactmonitor.study import Study
from impactmonitor.synthesis import read_synthesis

TEMPLATE = ROOT / "chapters" / "niveau.qmd"
SOURCES = ("report.qmd", "_quarto.yml", "chapters", "theme")
Say = Callable[[str], None]


def report_date() -> dt.date:
    """Return the date printed in the report: ``SOURCE_DATE_EPOCH`` where set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date() if epoch else dt.date.today()


def epoch() -> str:
    """Return the report's date as seconds since 1970, for every program that stamps its output."""
    return str(int(dt.datetime.combine(report_date(), dt.time(), dt.UTC).timestamp()))


def provenance(study: Study, engine: str) -> dict[str, Any]:
    """Say what an output is: variant, parameters, data and checksum, version, engine, date."""
    return {
        "variant": study.variant.slug,
        "parameters": {
            **{name: list(value) for name, value in study.variant.filters.items()},
            "min_groep": study.min_groep,
            "min_onthulling": study.min_onthulling,
        },
        "respondenten": study.n,
        "gegevens": {"naam": study.responses.name, "sha256": study.responses.checksum},
        "reconstructie": bool(study.responses.reconstruction),
        "impactmonitor": __version__,
        "engine": engine,
        "datum": report_date().isoformat(),
    }


def metadata(study: Study, engine: str) -> dict[str, Any]:
    """Collect what cover, colophon and conditional prose need."""
    from babel.dates import format_date

    name = study.variant.name(study.codebook)
    given = study.codebook.onderzoek
    found: dict[str, Any] = {
        "title": given["titel"],
        "subtitle": given["ondertitel"] if study.variant.whole else f"{given['ondertitel']} – {name}",
        "date": format_date(report_date(), "d MMMM y", locale="nl"),
        "lang": "nl-NL",
        "variant": name,
        "n": study.n,
        "data-name": study.responses.name,
        "data-checksum": study.responses.checksum[:12],
        "version": __version__,
        "engine": engine,
    }
    found["volledig" if study.variant.whole else "deel"] = True
    if read_synthesis(study):
        found["synthese"] = True
    if study.responses.reconstruction:
        found["reconstructie"] = True
    return found


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place, then rename it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _yaml(values: Any) -> str:
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1000)


def prepare(study: Study, build: Path, engine: str) -> None:
    """Write what the notebooks do not: variables, metadata, the chapters of the levels, the register of claims."""
    from impactmonitor.claims import as_rows, evaluate
    from impactmonitor.numbers import variables
    from impactmonitor.theme import write_theme

    template = TEMPLATE.read_text(encoding="utf-8")
    chapters = [
        template.replace("@@key@@", niveau.key).replace("@@naam@@", niveau.naam) for niveau in study.codebook.niveaus
    ]
    write_whole(build / "_generated" / "niveaus.qmd", "\n\n".join(chapters))
    write_whole(build / "_variables.yml", _yaml(variables(study)))
    write_whole(build / "_metadata.yml", _yaml(metadata(study, engine)))
    write_whole(build / "params.yml", _yaml(provenance(study, engine)))
    rows = as_rows(evaluate(study))
    with (build / "claims.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    write_theme(build)


def _copy_sources(build: Path) -> None:
    for name in SOURCES:
        source, target = ROOT / name, build / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)


def replace_folder(files: dict[str, Path], target: Path) -> None:
    """Put a report's files in place together: written beside, then swapped by renaming."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        for name, path in files.items():
            if path.is_dir():
                shutil.copytree(path, fresh / name)
            else:
                shutil.copy2(path, fresh / name)
        if target.exists():
            target.replace(old)
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def input_digest(study: Study, formats: Sequence[str], engine: str) -> str:
    """Digest everything a report depends on, so that an unchanged one is not made again."""
    digest = hashlib.sha256(_yaml([provenance(study, engine), sorted(formats)]).encode())
    folders = [ROOT / name for name in ("impactmonitor", "notebooks", "chapters", "theme")]
    files = [ROOT / name for name in ("report.qmd", "_quarto.yml", "requirements.lock")]
    files += [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix not in {".pyc", ""}]
    from impactmonitor.study import COMPANIONS, companion

    for path in [*files, *(companion(study.data, name) for name in COMPANIONS)]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def build_report(
    study: Study,
    formats: Sequence[str] = ("html", "pdf"),
    engine: str = "auto",
    output: Path = ROOT / "_output",
    cache: bool = True,
    say: Say = print,
    work: Path | None = None,
    workers: int | None = None,
) -> Path:
    """Build one variant's report.

    Parameters
    ----------
    study : Study
    formats : sequence of {'html', 'pdf', 'docx'}
    engine : {'auto', 'quarto', 'builtin'}
    output : Path
        The report lands in ``output/<variant>/``, which is replaced as a whole.
    cache : bool
        Leave out steps whose inputs have not changed.
    say : callable
        Told in one line what is being done.
    work : Path, optional
        Folder of the private build directories; ``_build`` in the project by default.

    Returns
    -------
    Path
        The folder with the report.

    Raises
    ------
    BuildError
        A step failed; earlier outputs are untouched.
    """
    from filelock import FileLock

    from impactmonitor.engines import choose_engine, render
    from impactmonitor.execute import execute
    from impactmonitor.workbook import write_workbook

    engine = choose_engine(engine)
    target = output / study.variant.slug
    build = (work or ROOT / "_build") / study.variant.slug
    build.mkdir(parents=True, exist_ok=True)
    os.environ["SOURCE_DATE_EPOCH"] = epoch()
    with FileLock(build.with_suffix(".lock")):
        digest = input_digest(study, formats, engine)
        stamp = target / "params.yml"
        if cache and stamp.exists() and f"inputs: {digest}" in stamp.read_text(encoding="utf-8"):
            say(f"{study.variant.slug}: nothing changed")
            return target
        try:
            _copy_sources(build)
            say(f"{study.variant.slug}: executing the notebooks (n={study.n})")
            execute(study, build, cache, workers)
            prepare(study, build, engine)
            write_workbook(study, build / "tabellenboek.xlsx")
            say(f"{study.variant.slug}: rendering {', '.join(formats)} with {engine}")
            rendered = render(build, formats, engine)
            write_whole(build / "params.yml", _yaml({**provenance(study, engine), "inputs": digest}))
            names = ["params.yml", "claims.csv", "tabellenboek.xlsx"]
            files = {path.name: path for path in rendered.values()} | {name: build / name for name in names}
            replace_folder(files, target)
            if output == ROOT / "_output":
                replace_folder(
                    {path.name: path for path in (build / "figures").iterdir()}, ROOT / "figures" / study.variant.slug
                )
        except OSError as error:
            raise BuildError(f"{study.variant.slug}: {error.filename or output}: {error.strerror}") from error
    return target

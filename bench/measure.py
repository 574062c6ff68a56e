"""Measure how long reports take and write docs/performance.md and a plot: ``make bench [QUICK=1] [EARLIER=commit]``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from functools import partial
from pathlib import Path

import earlier
import five_variants
import growth
import one_report
import open_answers
import psutil
import shares

from impactmonitor.paths import ROOT
from impactmonitor.report.engines import quarto_version

DOCS = ROOT / "docs"
RUNS, SIZES, VARIANTS = 3, [64, 10_000, 100_000, 1_000_000], [1, 5, 25]
QUICK = 1, [64, 10_000], [1, 5]


def processor() -> str:
    """Name the processor."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine() -> str:
    """Describe the machine by what matters for speed."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({processor()}), {memory:.0f} GB of memory, {system}"


def told(what: str) -> None:
    """Say what is being measured."""
    print(f"measuring {what}", flush=True)


def one(runs: int, folder: Path, commit: str) -> dict[str, str]:
    """Measure one report in all the ways it is compared; with a commit, beside that of an earlier version."""
    told(f"one report{commit and ', and that of '}{commit}")
    output, before = folder / "uit", folder / "uit_eerder"
    project = earlier.checked_out(commit, folder / "eerder") if commit else None
    found = one_report.measure(runs, output, **earlier.works(project, before) if project else {})
    section = earlier.section(commit, found, output / "alle", project, before / "alle") if project else ""
    ratios = {name: found["whole"] / found[name] for name in ("floor", "papermill")}
    texts = {name: f"{seconds:.2f}" for name, seconds in found.items()}
    texts["starts_share"] = f"{found['starts'] / found['papermill']:.0%}"
    return {**texts, **{f"to_{name}": f"{ratio:.2f}" for name, ratio in ratios.items()}, "earlier": section}


def quarto(runs: int, folder: Path) -> dict[str, str]:
    """Measure the same with Quarto, where there is one."""
    version = quarto_version()
    if not version:
        return {"quarto": "–", "version": "none here"}
    told("Quarto")
    found = one_report.measure_quarto(runs, folder)
    return {"quarto": f"{found['quarto']:.2f}", "version": ".".join(map(str, version))}


def family(runs: int, folder: Path) -> dict[str, str]:
    """Measure the standard family of variants."""
    told("five variants")
    found = five_variants.measure(runs, folder)
    ratio = found["together"] / found["apart"]
    busy = found["worked"] / (os.cpu_count() or 1) / found["apart"]
    texts = {name: f"{found[name]:.1f}" for name in ("together", "apart")}
    return {**texts, "variants": f"{found['variants']:.0f}", "to_apart": f"{ratio:.2f}", "busy": f"{busy:.2f}"}


def costs(folder: Path) -> dict[str, str]:
    """Profile the floor."""
    told("what the time is spent on")
    found = shares.measure(folder)
    largest = [one for one in found.most_common() if one[0] != shares.OTHER][:3]
    rows = [f"| {shares.described(name)} | {share:.0%} |" for name, share in largest]
    rest = 1 - sum(share for _, share in largest)
    return {"costs": "\n".join(rows), "rest": f"{rest:.0%}"}


def grown(folder: Path, sizes: list[int], counts: list[int]) -> dict[str, str]:
    """Measure growth, and plot it."""
    told("growth with respondents")
    tables, reports = growth.by_respondents(folder, sizes)
    told("growth with variants")
    batches = growth.by_variants(folder, counts)
    panels = {
        "respondents": {"read and tabulated": tables, "a whole report": reports},
        "variants": {"a batch of reports": batches},
    }
    growth.plot(panels, DOCS / "performance.svg")
    head = ["respondents", "tabulated (s)", "GB", "report (s)", "GB"]
    return {
        "respondents": growth.as_table(head, tables, reports),
        "tables_slope": growth.slope(tables),
        "reports_slope": growth.slope(reports),
        "batch": growth.as_table(["variants", "s", "GB"], batches),
        "batch_slope": growth.slope(batches),
        "to_one": growth.per_size(batches),
        "batch_size": f"{growth.BATCH:,}",
        "drawn": f"{growth.DRAWN:,}",
    }


def answers(folder: Path) -> dict[str, str]:
    """Measure a report with thousands of open answers."""
    told("open answers")
    found = open_answers.measure(folder)
    texts = {"answers": f"{found['answers']:,.0f}", "answers_took": f"{found['seconds']:.1f}"}
    return {**texts, "html": f"{found['html']:.1f}", "pdf": f"{found['pdf']:.1f}"}


def main() -> None:
    """Measure everything, and write what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--earlier", default="", metavar="COMMIT")
    asked = parser.parse_args()
    runs, sizes, counts = QUICK if asked.quick else (RUNS, SIZES, VARIANTS)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1700000000")
    os.environ.setdefault("QUARTO_PYTHON", sys.executable)
    facts = {"machine": machine(), "load": f"{psutil.getloadavg()[0]:.1f}", "runs": str(runs)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measured in (
            partial(one, runs, folder, asked.earlier),
            partial(quarto, runs, folder),
            partial(costs, folder),
            partial(family, runs, folder),
            partial(grown, folder, sizes, counts),
            partial(answers, folder),
        ):
            facts |= (found := measured())
            print(*(f"{what}: {value}" for what, value in found.items()), sep="\n")  # stays where a later one fails
    page = (ROOT / "bench" / "performance.md").read_text(encoding="utf-8").format(**facts)
    (DOCS / "performance.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()

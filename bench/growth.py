"""How time and memory grow with the respondents of a file and with the variants of a batch."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from generated import responses
from matplotlib.figure import Figure
from one_report import command
from stopwatch import Cost, cost

from impactmonitor.display.sheet import look, style
from impactmonitor.paths import DATA, ROOT
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.workplaces import read_workplaces

DRAWN = 10_000  # respondents that are drawn; a larger file holds their answers more than once
ANSWERS = 40  # open answers to each question: a report's length should not grow with its respondents
BATCH = 2_000  # respondents in the file that variants are made of
GB = 1e9

Costs = Mapping[int, Cost]


def write(path: Path, n: int, answers: int = ANSWERS) -> Path:
    """Write a file of `n` respondents, of whom no synthesis was written; above `DRAWN` their answers recur."""
    (path.parent / "synthese.yml").write_text("meting: generated\n", encoding="utf-8")
    codebook = read_codebook(DATA / "codebook.yml")
    frame = responses(codebook, read_workplaces(DATA / "werkplaatsen.csv", codebook), min(n, DRAWN), answers=answers)
    header, *lines = frame.drop(columns="respondent").to_csv(index=False, lineterminator="\n").splitlines()
    with path.open("w", encoding="utf-8") as file:
        file.write(f"respondent,{header}\n")
        for start in range(0, n, DRAWN):
            file.writelines(f"r{start + place},{line}\n" for place, line in enumerate(lines[: n - start]))
    return path


def by_respondents(folder: Path, sizes: Sequence[int]) -> tuple[Costs, Costs]:
    """Return what reading and tabulating costs by number of respondents, and what a whole report does."""
    tables, reports = {}, {}
    for n in sizes:
        data = write(folder / "groei.csv", n)
        tables[n] = cost([sys.executable, str(ROOT / "bench" / "tabulated.py"), str(data)])
        reports[n] = cost(command(folder / "groei", "--no-cache", "--data", str(data)))
    return tables, reports


def by_variants(folder: Path, counts: Sequence[int]) -> Costs:
    """Return what the reports of so many variants cost."""
    data = write(folder / "varianten.csv", BATCH)
    script = str(ROOT / "bench" / "many_variants.py")
    return {n: cost([sys.executable, script, str(data), str(folder / f"{n} varianten"), str(n)]) for n in counts}


def as_table(head: Sequence[str], *costs: Costs) -> str:
    """Set costs side by side in Markdown, a row for each size."""
    rows = [[f"{size:,}", *(cell for one in costs for cell in _cells(one[size]))] for size in costs[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["--:"] * len(head), *rows])


def slope(costs: Costs) -> str:
    """Say by how much time and memory grow where the size grows from the second largest to the largest."""
    *_, before, last = sorted(costs)
    times = costs[last].seconds / costs[before].seconds
    memory = costs[last].peak / costs[before].peak
    return f"{last / before:.0f} times as many take {times:.1f} times the time and {memory:.1f} times the memory"


def per_size(costs: Costs) -> str:
    """Say for each size but the first how its time relates to that of the first, taken as many times."""
    (one, least), *more = costs.items()
    return "; ".join(f"{size // one}: {found.seconds / least.seconds * one / size:.2f}" for size, found in more)


def plot(panels: Mapping[str, Mapping[str, Costs]], path: Path) -> None:
    """Draw time (left) and memory (right) of each panel's series, on logarithmic axes."""
    with style():
        figure = Figure(figsize=(9, 3.4 * len(panels)), layout="constrained")
        axes = figure.subplots(len(panels), 2, squeeze=False)
        for (left, right), (name, series) in zip(axes, panels.items(), strict=True):
            for colour, (label, costs) in zip(look().groups, series.items(), strict=False):
                sizes, found = list(costs), list(costs.values())
                left.loglog(sizes, [one.seconds for one in found], "o-", color=colour, label=label)
                right.loglog(sizes, [one.peak / GB for one in found], "o-", color=colour, label=label)
            for axis, unit in ((left, "seconds"), (right, "GB")):
                axis.set(xlabel=name, ylabel=unit)
                axis.spines[["top", "right"]].set_visible(False)
                axis.legend(frameon=False)
        figure.savefig(path, metadata={"Date": None})


def _cells(one: Cost) -> list[str]:
    return [f"{one.seconds:.1f}", f"{one.peak / GB:.2f}"]

"""Make the evidence of many variants of one file, as a batch does: numbers, claims and tabellenboek of each."""

import sys
import tempfile
from itertools import combinations, islice, product
from pathlib import Path

from impactmonitor.claims import evaluate
from impactmonitor.codebook import read_codebook
from impactmonitor.numbers import variables
from impactmonitor.readings import kept_in
from impactmonitor.study import Study
from impactmonitor.workbook import write_workbook
from impactmonitor.workers import executor


def choices(keys):
    """Return every choice of one or more keys."""
    return [chosen for size in range(1, len(keys) + 1) for chosen in combinations(keys, size)]


def evidence(data, tranche, sector, folder):
    """Make the evidence of one variant."""
    study = Study.load(data, tranche, sector)
    variables(study)
    evaluate(study)
    write_workbook(study, Path(folder) / f"{study.variant.slug}.xlsx")


def main():
    """Make the evidence of as many variants of a file as asked for: combinations of tranches and sectors."""
    data, wanted = sys.argv[1], int(sys.argv[2])
    book = read_codebook()
    filters = product(choices([one.key for one in book.tranches]), choices([one.key for one in book.sectoren]))
    with tempfile.TemporaryDirectory() as folder, kept_in(Path(folder)), executor() as pool:
        made = [pool.submit(evidence, data, *chosen, folder) for chosen in islice(filters, wanted)]
        if len(made) < wanted:
            sys.exit(f"the codebook has {len(made)} variants of tranche and sector; asked for {wanted}")
        for one in made:
            one.result()


if __name__ == "__main__":
    main()

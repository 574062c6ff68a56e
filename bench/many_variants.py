"""Make the reports of many variants at once: every choice of tranches and sectors, until there are enough."""

import sys
from dataclasses import replace
from itertools import combinations, islice, product
from pathlib import Path

from impactmonitor.analysis.study import Study
from impactmonitor.files.kept import kept_in
from impactmonitor.run import workers
from impactmonitor.run.batch import plan, run
from impactmonitor.survey.variant import Variant


def choices(keys):
    """Return every choice of keys, all of them (no filter) first."""
    return [chosen for size in range(len(keys)) for chosen in combinations(keys, size)]


def main():
    """Make them; ends with an error when there are fewer, or one fails."""
    data, folder, wanted = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    workers.start_method()
    with kept_in(folder):
        study = Study.load(data)
        book = study.codebook
        both = product(
            choices([one.key for one in book.categories("sector")]),
            choices([one.key for one in book.categories("tranche")]),
        )
        variants = [Variant({"tranche": tranches, "sector": sectors}) for sectors, tranches in islice(both, wanted)]
        tasks = plan(study, ("html", "pdf"), "builtin", output=folder / "out", work=folder, variants=variants)
        # In one folder such reports are held against each other, which is refused while another is being made.
        tasks = [replace(task, output=str(folder / "out" / task.slug)) for task in tasks]
        outcomes = run(tasks, lambda outcome: None)
    if failed := [f"{outcome.slug}: {outcome.error}" for outcome in outcomes if outcome.error]:
        sys.exit("\n".join(failed))
    if len(outcomes) < wanted:
        sys.exit(f"the codebook has {len(outcomes)} variants of tranche and sector; asked for {wanted}")


if __name__ == "__main__":
    main()

"""Read a file of responses and tabulate every level: all outcomes, statuses and natures, by every group shown."""

import sys

from impactmonitor.analysis.study import Study
from impactmonitor.analysis.tabulation import distribution, outcomes

study = Study.load(sys.argv[1])
for niveau in study.codebook.niveaus:
    outcomes(study, niveau)
    for scale in study.codebook.schalen:
        distribution(study, niveau, scale, study.groups)

"""Differences between groups in sentences: told pair by pair, or summed up where there are many pairs."""

import re

import pandas as pd
import pytest
from sized import write_survey

from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import evaluate, unmarked


def told(groups, folder):
    """Tell what is said of groups of which the second never names the first outcome, by claim."""
    data = write_survey(folder, groups, 5, 1, ("opbrengsten",), each=30)
    (folder / "claims.yml").unlink()  # those of the project take its place
    frame = pd.read_csv(data, dtype=str, keep_default_na=False)
    frame.loc[frame["plaats"] == "g1", ["c0_i0", "c0_i0_status", "c0_i0_aard"]] = ["0", "", ""]
    frame.to_csv(data, index=False)
    return {one.claim: unmarked(one.tekst) for one in evaluate(Study.load(data)) if one.plek == "sectoren"}


@pytest.mark.thorough
def test_beyond_three_groups_pairs_are_summed_up(tmp_path):
    said = told(4, tmp_path)
    summed = re.match(r"Van de verschillen tussen twee vestigingen zijn er (\d+) groter", said["sectoren_houdt_stand"])
    assert 3 <= int(summed[1]) < 30 and "het grootste gaat over de samenwerking van soort 1." in summed.string
    assert "n=" not in summed.string and "In deze respons zijn er" in said["sectoren_respons"]


def test_up_to_three_each_pair_is_told(tmp_path):
    assert "noemen de samenwerking van soort 1" in told(2, tmp_path)["sectoren_houdt_stand"]

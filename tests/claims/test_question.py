"""What is said of questions of other kinds: nothing of a lead where none has it, or where not all can be compared."""

import pandas as pd
import pytest

from impactmonitor.analysis.study import Study
from impactmonitor.claims.rules import evaluate
from impactmonitor.paths import ROOT

LIBRARY = ROOT / "examples" / "bibliotheek"


@pytest.fixture
def told(tmp_path):
    """Evaluate the claims of the library's survey with its answers changed: those that are printed."""

    def changed(change):
        for path in LIBRARY.glob("*.yml"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        given = pd.read_csv(LIBRARY / "export.csv", dtype=str, keep_default_na=False)
        change(given)
        given.to_csv(tmp_path / "export.csv", index=False)
        return {(one.claim, one.niveau) for one in evaluate(Study.load(tmp_path / "export.csv")) if one.afgedrukt}

    return changed


def test_where_all_answers_are_level_none_is_given_most(told):
    def level(given):
        given["visit_frequency"] = ["1", "2", "3", "4"] * (len(given) // 4)
        given["reason_not_more_often"] = ""

    assert ("antwoord_meest", "bezoek") in told(lambda given: None)
    assert ("antwoord_meest", "bezoek") not in told(level)


def test_no_statement_leads_where_one_of_them_is_not_shown(told):
    def silent(given):
        given.loc[4:, "opinion_quiet"] = ""

    assert ("stelling_voorop", "mening") in told(lambda given: None)
    assert ("stelling_voorop", "mening") not in told(silent)

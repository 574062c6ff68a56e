"""Quotations in the hand-written syntheses are what respondents wrote."""

import pandas as pd
import pytest

from impactmonitor.analysis.study import Study
from impactmonitor.claims.handwritten import QUOTATION, read_synthesis
from impactmonitor.problems import InputError


def test_quotations_are_checked(project):
    texts = read_synthesis(Study.load(project / "respons.csv"))
    quoted = [
        q for level in texts["niveaus"].values() for part in level.values() for q in QUOTATION.findall(part["tekst"])
    ]
    assert len(quoted) == 4
    path = project / "synthese.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("We begrijpen elkaar", "Wij begrijpen elkaar"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="relatie_mbo_hbo: no respondent wrote 'Wij begrijpen"):
        read_synthesis(Study.load(project / "respons.csv"))


def test_a_part_and_another_measurement_have_no_syntheses(project):
    assert read_synthesis(Study.load(tranche="3")) == {}
    path = project / "codebook.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('meting: "2022"', 'meting: "2024"'), encoding="utf-8")
    assert read_synthesis(Study.load(project / "respons.csv")) == {}


def test_conclusions_go_with_the_answers(project):
    assert len(read_synthesis(Study.load(project / "respons.csv"))["hoofdopbrengsten"]) == 4
    path = project / "respons.csv"
    cells = pd.read_csv(path, dtype=str, keep_default_na=False)
    lost = cells.index[cells["student_soft_skills"] == "1"][:30]
    cells.loc[lost, ["student_soft_skills", "student_soft_skills_status", "student_soft_skills_aard"]] = ""
    cells.to_csv(path, index=False)
    texts = read_synthesis(Study.load(path))
    assert len(texts["hoofdopbrengsten"]) == 3
    assert [part["veel"] for part in texts["conclusies"]["student"]] == [["student.motivatie"]]
    assert len(texts["conclusies"]["opleiding"]) == 2


def test_an_outcome_that_is_no_longer_asked_supports_nothing(project):
    path = project / "synthese.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[student.motivatie]", "[student.moed]"), encoding="utf-8")
    assert len(read_synthesis(Study.load(project / "respons.csv"))["conclusies"]["student"]) == 1


def test_quotations_about_an_outcome_that_is_no_longer_asked_are_not_looked_for(project):
    path = project / "synthese.yml"
    text = path.read_text(encoding="utf-8").replace("We begrijpen elkaar", "Wij begrijpen elkaar")
    path.write_text(text.replace("    relatie_mbo_hbo:", "    relatie_vmbo_mbo:"), encoding="utf-8")
    assert "relatie_vmbo_mbo" in read_synthesis(Study.load(project / "respons.csv"))["niveaus"]["instelling"]

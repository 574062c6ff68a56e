"""Reports that lie in the same folder give nobody away together."""

import pytest
import yaml

from impactmonitor.analysis.study import Study
from impactmonitor.problems import InputError, UsageError
from impactmonitor.report.ledger import write_ledger
from impactmonitor.report.provenance import provenance
from impactmonitor.survey.ledgers import beside, ledgers


@pytest.fixture
def put(tmp_path):
    """Put the ledger of a report in a folder, beside those that lie there."""

    def made(**asked):
        with beside(tmp_path):
            study = Study.load(**asked)
            folder = tmp_path / study.variant.slug
            folder.mkdir(exist_ok=True)
            write_ledger(study, folder / "cijfers.csv")
            (folder / "params.yml").write_text(yaml.safe_dump(provenance(study, "")), encoding="utf-8")
        return study

    return made


def few():
    """Choose workplaces of at least five respondents together, and one of fewer."""
    counts = Study.load().frame["werkplaats"].value_counts()
    large, small = counts.index[0], counts.index[counts < 5][0]
    assert counts[large] >= 5
    return large, small


def test_a_report_that_differs_by_one_workplace_is_refused_by_name(put, tmp_path):
    large, small = few()
    first = put(werkplaats=[large])
    with pytest.raises(UsageError, match=f"the earlier report {first.variant.slug} .*disclosure"):
        put(werkplaats=[large, small])
    assert put(werkplaats=[large]).release.fingerprint == first.release.fingerprint
    assert ledgers(tmp_path)


def test_without_the_earlier_report_it_is_made(put):
    assert put(werkplaats=list(few())).n > 5


def test_an_earlier_report_on_other_answers_does_not_count(put, tmp_path):
    large, small = few()
    slug = put(werkplaats=[large]).variant.slug
    path = tmp_path / slug / "params.yml"
    made = yaml.safe_load(path.read_text(encoding="utf-8"))
    made["gegevens"]["sha256"] = "0"
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    assert put(werkplaats=[large, small]).n > 5


@pytest.mark.thorough
def test_a_standard_report_beside_those_of_another_minimum_is_refused_where_both_tell_too_much(put):
    put(tranche="2", min_onthulling=3)
    with pytest.raises(UsageError, match=r"tranche-2 \(min_onthulling 3\).*write elsewhere"):
        put()


def test_made_again_with_the_same_minimum_it_stands_beside_them(put):
    put(tranche="2", min_onthulling=3)
    assert put(tranche="2").release.fingerprint == put().release.fingerprint


def test_what_is_being_put_there_does_not_count_yet(put, tmp_path):
    large, small = few()
    first = put(werkplaats=[large])
    (tmp_path / first.variant.slug).rename(tmp_path / f".{first.variant.slug}.99.old")
    assert ledgers(tmp_path) == ""
    assert put(werkplaats=[large, small]).n > 5


@pytest.mark.parametrize("change", ["excel", "no minimum", "no record"])
def test_an_earlier_report_that_was_changed_is_not_passed_over(put, tmp_path, change):
    large, small = few()
    folder = tmp_path / put(werkplaats=[large]).variant.slug
    if change == "excel":
        ledger = folder / "cijfers.csv"
        ledger.write_text("\ufeff" + ledger.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    elif change == "no minimum":
        made = yaml.safe_load((folder / "params.yml").read_text(encoding="utf-8"))
        del made["parameters"]["min_onthulling"]
        (folder / "params.yml").write_text(yaml.safe_dump(made), encoding="utf-8")
    else:
        (folder / "params.yml").unlink()
    with pytest.raises(InputError, match=f"{folder.name}: params.yml or cijfers.csv is not as the report wrote it"):
        put(werkplaats=[large, small])

"""Groupings are the wave's: it may have none, or one of a name of its own, and no word is said of those it lacks."""

import re

import numpy as np
import pytest
import yaml

from impactmonitor.analysis.comparisons import places
from impactmonitor.analysis.study import Study, family
from impactmonitor.claims.rules import evaluate, unmarked
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError, UsageError
from impactmonitor.report import banner
from impactmonitor.report.ledger import rows
from impactmonitor.report.overview import overview
from impactmonitor.report.prose import metadata, variables
from impactmonitor.report.tabs import tabs
from impactmonitor.run.request import Request
from impactmonitor.survey.dictionary import variables as columns

pytestmark = pytest.mark.thorough

OURS = re.compile(r"\btranches?\b|(?<!-)\bsector|onderwijssector|per werkplaats|@tbl-werkplaatsen", re.IGNORECASE)
ABOUT = {"sectoren_klein", "topdrie", "toets_sectoren", "tranches_klein", "tijd", "respons_tranches", "wo", "stilte"}
"""Some of the claims on a grouping, which are no part of the list in a wave without it."""
REGION = {
    "key": "region",
    "naam": "regio",
    "meervoud": "regio’s",
    "rol": "kolommen",
    "groepen": [
        {"key": "n", "label": "Regio Noord", "zin": "regio Noord", "code": "1"},
        {"key": "z", "label": "Regio Zuid", "zin": "regio Zuid", "code": "2"},
    ],
}


@pytest.fixture
def wave(tmp_path, cells):
    """Write the project's own answers as a wave of other groupings: ``wave(indelingen, **columns)``."""
    raw = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    for name in ("tranches", "tranchegroepen", "sectoren"):
        del raw[name]

    def write(indelingen=(), **more):
        book = raw | {"meting": "2031"} | ({"indelingen": list(indelingen)} if indelingen else {})
        (tmp_path / "codebook.yml").write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), "utf-8")
        cells.drop(columns=["werkplaats", "sector"]).assign(**more).to_csv(tmp_path / "export.csv", index=False)
        return tmp_path / "export.csv"

    return write


def said(study):
    """Return what is printed, but for what the form says itself."""
    form = study.codebook.formulier["open_vraag"]
    return "\n".join(one.tekst + one.conclusie for one in evaluate(study) if one.afgedrukt).replace(form, "")


def halves(cells):
    return ["1" if place % 2 else "2" for place in range(len(cells))]


def test_a_wave_without_groupings_has_no_word_of_them(wave):
    study = Study.load(wave())
    assert study.n == 64 and [group.key for group in study.groups] == ["totaal"] and len(family(study)) == 1
    assert [one.name for one in columns(study.codebook)][:2] == [
        "respondent",
        "instelling_samenwerking_onderwijsinstellingen",
    ]
    assert len(set(places(study))) == 64, "nobody is of the same workplace as another"
    assert sum(one.afgedrukt for one in evaluate(study)) > 30
    told = said(study) + variables(study)["regel"]["vergeleken"] + study.variant.name(study.codebook)
    assert not OURS.findall(told) and not ABOUT & {one.claim for one in evaluate(study)}
    assert study.approached_in(study.variant) is None
    assert [block.title for block in banner.blocks(study)] == ["Totaal"]
    assert not [tab.name for tab in tabs(study) if tab.name.startswith("Respons")]
    page = re.sub(r"(?s)<(style|svg).*?</\1>", "", overview(study)({"alle": ["report.html"]}))
    assert "Alle uitkomsten" in page and not OURS.findall(page)
    flags = metadata(study, "builtin")
    assert not (flags["tranches"] or flags["sectoren"] or flags["werkplaatsen"])
    with pytest.raises(UsageError, match="tranche: this wave has no such grouping"):
        Study.load(study.data, tranche="3")


def test_how_many_were_approached_is_told_of_everybody(wave):
    data = wave()
    (data.parent / "benaderd.csv").write_text("dimensie,categorie,benaderd\ntotaal,totaal,120\n")
    study = Study.load(data)
    assert study.total.population == 120
    assert "120 benaderde contactpersonen" in unmarked(
        next(one.tekst for one in evaluate(study) if one.claim == "respons")
    )
    (data.parent / "benaderd.csv").write_text("dimensie,categorie,benaderd\ntranche,1,120\n")
    with pytest.raises(InputError, match="'tranche' is unknown; Allowed: totaal"):
        Study.load(data)


def test_one_grouping_of_another_name(wave, cells):
    data = wave([REGION], Region=halves(cells))
    (data.parent / "benaderd.csv").write_text("dimensie,categorie,benaderd\nregion,n,70\nregion,z,80\n")
    study = Study.load(data)
    assert [(group.key, group.n, group.naam) for group in study.groups] == [
        ("totaal", 64, "totaal"), ("n", 32, "regio Noord"), ("z", 32, "regio Zuid"),
    ]  # fmt: skip
    printed = said(study)
    assert "uit regio Noord en uit regio Zuid" in printed and "verdeeld over de regio’s" in printed
    assert "De respons per regio varieert" in printed
    assert not OURS.findall(printed)
    assert [block.title for block in banner.blocks(study)] == ["Totaal", "Regio"]
    response = next(tab for tab in tabs(study) if tab.name == "Respons regio")
    assert list(response.table["Benaderd"]) == [70, 80, 150]
    assert {row["region"] for row in rows(study)} == {"", "n", "z"}
    page = overview(study)({"alle": ["report.html"]})
    assert "Regio’s vergeleken" in page and "naast dat van elke regio." in page
    part = Request(data=data, filter="region=Regio Noord").load()
    assert (part.n, part.variant.slug) == (32, "region-n")
    assert part.variant.phrase(part.codebook) == "uit regio Noord" and part.variant.name(part.codebook) == "regio Noord"


def test_a_grouping_may_have_a_report_for_each_group(wave, cells):
    data = wave([REGION | {"rol": "rapporten"}], region=halves(cells))
    study = Study.load(data)
    assert [variant.slug for variant in family(study)] == ["alle", "region-n", "region-z"]
    assert [group.zin for group in study.tranches] == ["uit regio Noord", "uit regio Zuid"]
    assert [block.title for block in banner.blocks(study)] == ["Totaal", "Regio"]
    assert np.array_equal(Request(data=data, filter="region=z").load().selected, study.frame["region"] == "z")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("regio=n", "filter 'regio=n' does not exist; did you mean 'region'?"),
        ("region", "filter 'region' is not written as grouping=value"),
        ("region=n;region=z", "region is given twice"),
        ("region=oost", "region 'oost' does not exist"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(typed, told, wave, cells):
    data = wave([REGION], region=halves(cells))
    with pytest.raises(UsageError, match=re.escape(told)):
        Request(data=data, filter=typed).refuse()


def test_what_is_wrong_is_told_by_the_names_of_the_wave(wave, cells):
    data = wave([REGION], region=["9", "noordoost", *halves(cells)[2:]])
    with pytest.raises(InputError) as error:
        Study.load(data)
    told = str(error.value)
    assert "row 2, region: code '9' has no meaning" in told and "codebook.yml, indelingen, region" in told
    assert "row 3, region: 'noordoost' is unknown" in told
    with pytest.raises(InputError, match="column 'region' is missing"):
        Study.load(wave([REGION]))
    with pytest.raises(InputError, match="indelingen: key 'region' is that of another grouping"):
        Study.load(wave([REGION, REGION | {"rol": "rapporten"}], region=halves(cells)))
    other = {"key": "age", "groepen": [{"key": "n", "label": "Jong", "zin": "jong"}]}
    odd = [{**REGION["groepen"][0], "key": "age-n"}, {**REGION["groepen"][1], "key": "alle"}]
    with pytest.raises(InputError, match="'age-n' is what another group, or a total, is called") as caught:
        Study.load(wave([REGION | {"groepen": odd}, REGION | other], region=halves(cells)))
    assert "'alle' is what another group" in str(caught.value)
    with pytest.raises(InputError, match="indelingen: label 'Regio Noord' is there 2 times"):
        Study.load(wave([REGION, REGION | {"key": "other"}], region=halves(cells)))


def test_tranche_of_the_command_line_is_a_filter_for_short():
    assert Request(filter="tranche=3").in_full.tranche == "3" == Request(tranche="3").in_full.tranche
    with pytest.raises(UsageError, match="tranche is given twice"):
        Request(tranche="3", filter="tranche=1").refuse()

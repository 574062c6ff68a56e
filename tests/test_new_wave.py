"""A next wave with another questionnaire is a change of data: no code knows items, levels, sectors or tranches."""

import pandas as pd
import pytest
import yaml
from generated import responses

from impactmonitor import claims, tabulation
from impactmonitor.chapter import Chapter
from impactmonitor.codebook import read_codebook
from impactmonitor.numbers import variables
from impactmonitor.study import Study
from impactmonitor.workplaces import read_workplaces


@pytest.fixture
def wave(project):
    """One item added, one removed, one renamed, a fourth level, a fifth tranche, a new workplace and sector."""
    path = project / "codebook.yml"
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    book["meting"] = "2025"
    book["tranches"].append({"key": 5, "label": "Tranche 5"})
    book["tranchegroepen"][1] |= {"tranches": [3, 4, 5], "zin": "de laatste drie tranches"}
    book["sectoren"].insert(0, {"key": "vo", "label": "Vo", "zin": "het vo"})
    levels = {level["key"]: level for level in book["niveaus"]}
    levels["instelling"]["items"].append(
        {"key": "huisvesting", "tekst": "Betere huisvesting", "label": "Huisvesting", "zin": "een betere huisvesting"}
    )
    del levels["opleiding"]["items"][0]
    levels["student"]["items"][0] |= {"label": "Vaardigheden", "zin": "meer vaardigheden"}
    region = {**levels["student"], "key": "regio", "naam": "regioniveau", "open_kop": "Opbrengsten regioniveau"}
    region["items"] = [
        {"key": f"r{n}", "tekst": f"Opbrengst {n}", "label": f"Opbrengst {n}", "zin": f"opbrengst {n}"}
        for n in range(4)
    ]
    book["niveaus"].append(region)
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    places = project / "werkplaatsen.csv"
    places.write_text(places.read_text(encoding="utf-8") + "Werkplaats Zeeland,5,mbo,1,,,\n", encoding="utf-8")
    approached = "dimensie,categorie,benaderd\n" + "".join(f"tranche,{n},100\n" for n in range(1, 6))
    approached += "".join(f"sector,{sector['key']},100\n" for sector in book["sectoren"])
    (project / "benaderd.csv").write_text(approached, encoding="utf-8")
    codebook = read_codebook(path)
    frame = responses(codebook, read_workplaces(places, codebook), 200, answers=20)
    frame.to_csv(project / "respons.csv", index=False)
    return project / "respons.csv"


def test_everything_follows_the_codebook(wave):
    study = Study.load(wave)
    assert [group.key for group in study.groups] == ["totaal", "vo", "mbo", "hbo", "wo", "overig"]
    assert [niveau.key for niveau in study.codebook.niveaus] == ["instelling", "opleiding", "student", "regio"]
    assert variables(study)["niveaus"]["opsomming"].endswith("en regioniveau")
    assert not study.responses.reconstruction
    chapter = Chapter(study, wave.parent)
    for niveau in study.codebook.niveaus:
        shown = chapter.niveau(niveau.key).opbrengsten().data
        assert all(item.label in shown for item in niveau.named)
    assert "Huisvesting" in chapter.niveau("instelling").opbrengsten().data
    assert "doorstroom" not in chapter.niveau("opleiding").opbrengsten().data
    assert "Vaardigheden" in chapter.niveau("student").opbrengsten().data
    assert "Werkplaats Zeeland" in chapter.werkplaatsen().data
    assert "Betere huisvesting" in chapter.formulier().data
    assert "Opbrengsten regioniveau" in chapter.antwoorden().data
    assert chapter.synthese == {}


def test_every_claim_can_be_evaluated_in_every_variant(wave):
    for tranche in (None, *"12345"):
        study = Study.load(wave, tranche=tranche)
        records = claims.evaluate(study)
        assert {record.niveau for record in records} == {"instelling", "opleiding", "student", "regio"}
        for niveau in study.codebook.niveaus:
            table = tabulation.outcomes(study, niveau)
            truth = study.selection[niveau.column(niveau.items[0].key)].sum()
            assert table.set_index(["item", "groep"]).loc[(niveau.items[0].key, "totaal"), "aantal"] == truth


def test_fifth_tranche_is_a_variant(wave):
    study = Study.load(wave, tranche="5")
    assert study.n == (pd.read_csv(wave)["werkplaats"] == "Werkplaats Zeeland").sum()

"""A codebook whose parts do not fit together is told of before any data are read."""

import html
import re

import pypandoc
import pytest
import yaml

from impactmonitor.paths import DATA, ROOT
from impactmonitor.problems import InputError
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.consistency import obeyed


def twice(book):
    book["niveaus"][0]["items"].append(dict(book["niveaus"][0]["items"][0]))


def level_twice(book):
    book["niveaus"].append(dict(book["niveaus"][0]))


def sector_twice(book):
    book["sectoren"].append(dict(book["sectoren"][0]))


def category_twice(book):
    book["schalen"]["status"].append(dict(book["schalen"]["status"][0]))


def spaced(book):
    book["niveaus"][1]["items"][0]["key"] = "twee woorden"


def no_tranche(book):
    book["tranchegroepen"][0]["tranches"] = ["1", "9"]


def no_column(book):
    book["kolommen"] = {"Q1": "werkplats", "Q2": "sector"}


def item_none(book):
    book["niveaus"][0]["items"][0]["key"] = "geen"


def item_status(book):
    items = book["niveaus"][2]["items"]
    items.append({**items[0], "key": f"{items[0]['key']}_status"})


def level_and_item(book):
    level = book["niveaus"][0]
    book["niveaus"].append({**level, "key": "instelling_positie", "items": [{**level["items"][0], "key": "regio"}]})


def level_notebook(book):
    book["niveaus"][0]["key"] = "respons"


def point_gone(book):
    del book["schalen"]["aard"][0]


def further(book, name="bereik", **told):
    book["schalen"][name] = [{"key": "ja", "label": "Ja"}, {"key": "nee", "label": "Nee"}]
    book["formulier"]["vervolg"] = {name: {"vraag": "Hoe ver?", **told}}


def follow_up_taken(book):
    further(book, "opbrengsten")


def follow_up_unknown(book):
    further(book)
    book["formulier"]["vervolg"]["berijk"] = {"vraag": "Hoe ver?"}


def follow_up_unasked(book):
    further(book)
    del book["formulier"]["vervolg"]


def follow_up_like_another(book):
    further(book, naam="status")


def follow_up_alike(book):
    further(book)
    book["schalen"]["bereik"][1]["label"] = "Ja"


def code_of_another(book):
    first, second = book["schalen"]["aard"]
    first["code"], second["code"] = "2", "1,0"
    first["kort"] = "1"


def key_with_a_comma(book):
    book["sectoren"][0]["key"] = "mbo,hbo"


def key_of_a_column(book):
    group = {"key": "a", "label": "A", "zin": "a"}
    one = {"key": "opmerking", "naam": "x", "meervoud": "x", "rol": "kolommen", "groepen": [group]}
    book["indelingen"] = [one]


def no_such_day(book):
    book["deelname"] = {"veldwerk": {"van": "2024-03-01", "tot": "2024-04-31"}}


def fieldwork_turned(book):
    book["deelname"] = {"veldwerk": {"van": "2024-04-15", "tot": "2024-03-01"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            code_of_another,
            "schalen, aard: '1,0' stands for 'nieuw' and for 'versterking'; allowed: what stands for one",
        ),
        (key_with_a_comma, "sectoren: key 'mbo,hbo'; allowed: no comma, semicolon or equals sign"),
        (key_of_a_column, "indelingen: key 'opmerking' is a column of the data as well"),
        (no_such_day, "deelname, veldwerk, tot: '2024-04-31' is no day of the calendar; allowed: a date such as"),
        (fieldwork_turned, "deelname, veldwerk: van 2024-04-15 is after tot 2024-03-01; allowed: the first day, then"),
        (twice, "niveau 'instelling': key 'samenwerking_onderwijsinstellingen' is there 2 times"),
        (level_twice, "niveaus: key 'instelling' is there 2 times"),
        (sector_twice, "sectoren: key 'mbo' is there 2 times"),
        (category_twice, "schalen, status: key 'gerealiseerd' is there 2 times"),
        (spaced, "niveau 'opleiding': key 'twee woorden'; allowed: lower-case letters, digits and underscores"),
        (no_tranche, "there is no tranche '9'"),
        (no_column, "kolommen, Q1: there is no column 'werkplats'; did you mean 'werkplaats'?"),
        (item_none, "keys of levels and items make column 'instelling_geen' 2 times"),
        (item_status, "keys of levels and items make column 'student_soft_skills_status' 2 times"),
        (level_and_item, "keys of levels and items make column 'instelling_positie_regio' 2 times"),
        (level_notebook, "niveaus: key 'respons' is the name of a notebook; those are conclusies, formulier"),
        (point_gone, "schalen, aard: key 'nieuw' is missing"),
        (
            follow_up_taken,
            "schalen, opbrengsten: is what something else of an outcome is called; allowed: another name",
        ),
        (follow_up_unknown, "formulier, vervolg: there is no scale 'berijk'; did you mean 'bereik'?"),
        (follow_up_unasked, "formulier, vervolg: the question of scale 'bereik' is missing"),
        (follow_up_like_another, "formulier, vervolg: label 'status' is there 2 times"),
        (follow_up_alike, "schalen, bereik: label 'Ja' is there 2 times"),
    ],
)
def test_what_does_not_fit_together_is_named(change, message, tmp_path):
    book = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    change(book)
    path = tmp_path / "codebook.yml"
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_codebook(path)
    found = [str(problem) for problem in caught.value.problems]
    assert [problem for problem in found if message in problem], found
    assert all(problem.startswith("codebook.yml: ") for problem in found)
    assert len(found) == len(set(found)) < 5


def test_the_name_of_a_follow_up_is_words(tmp_path):
    book = yaml.safe_load((DATA / "codebook.yml").read_text(encoding="utf-8"))
    path = tmp_path / "codebook.yml"
    for naam, told in (("het *bereik*", "is not a few words"), ("", "is empty; allowed: a few words")):
        further(book, naam=naam)
        path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
        with pytest.raises(InputError, match=f"formulier, vervolg, bereik, naam: .*{told}"):
            read_codebook(path)
    del book["schalen"]["bereik"]
    further(book, "hoe_ver")
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    read = read_codebook(path)
    assert read.called("hoe_ver") == "hoe ver" and read.follow_up("hoe_ver") == ("Hoe ver?", "")
    assert read.niveau("student").further == ["hoe_ver"]
    assert read.niveau("student").in_order == ["status", "aard", "hoe_ver"]


def test_a_level_that_is_not_there_is_answered_with_those_that_are(codebook):
    assert codebook.niveau("student").naam == "studentniveau"
    with pytest.raises(InputError, match="no level 'regio'; there are: instelling, opleiding, student"):
        codebook.niveau("regio")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("zin: het mbo", 'zin: "het <b>mbo</b>"', "sectoren 1, zin: '<b>' would not be printed as it is written"),
        ("label: Tranche 1", 'label: "Tranche 1 (via @home)"', "tranches 1, label: '@home' would not be printed"),
    ],
)
def test_words_that_sentences_would_obey_are_refused(old, new, told, project):
    path = project / "codebook.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(told)):
        read_codebook(path)


ORDINARY = ["C* en D*", "$100-$200", "~10 km tot ~20 km", "e_mail_adres", "a [b] c", "___ (___)", "R&D; wel", "2^10"]
MARKUP = ["H~2~O", "10^2^", "$a$ en $b$", "*x* y", "**x**", "_x_ y", "(a*b*c)", "`x` y", "[a](b)", "[a]{.b}", r"a\*b"]
MARKUP += ["x &amp; y", "~~x~~", "a^[b]", "<b>x</b>"]


@pytest.mark.parametrize("word", ORDINARY + MARKUP)
def test_what_is_refused_is_what_would_be_printed_otherwise_than_it_is_written(word):
    printed = pypandoc.convert_text(f"Een {word} einde.", "html", "markdown-smart").strip()
    assert (printed != f"<p>Een {html.escape(word, quote=False)} einde.</p>") is bool([*obeyed([word])])


def test_a_question_of_any_kind_may_say_that_it_has_no_box(tmp_path):
    path = tmp_path / "codebook.yml"
    book = yaml.safe_load((ROOT / "examples" / "bibliotheek" / "codebook.yml").read_text(encoding="utf-8"))
    for level in book["niveaus"]:
        level |= {"andere": False, "geen": False}
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    assert not any(one.andere or one.geen for one in read_codebook(path).niveaus)


@pytest.mark.parametrize(
    ("place", "ends", "told"),
    [
        (1, {"van": 50, "tot": 40}, "begins above its end"),
        (1, {"van": 1}, "does not begin above the end of the one before"),
    ],
)
def test_classes_of_numbers_follow_one_another(place, ends, told, tmp_path):
    path = tmp_path / "codebook.yml"
    book = yaml.safe_load((ROOT / "examples" / "bibliotheek" / "codebook.yml").read_text(encoding="utf-8"))
    classes = next(level["klassen"] for level in book["niveaus"] if "klassen" in level)
    classes[place] |= ends
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match=f"klassen: class '{classes[place]['key']}' {told}"):
        read_codebook(path)

"""The YAML files that go with an export are checked to their last key: each problem has its place, and what may be."""

import sys

import pytest
import yaml
from jsonschema import Draft202012Validator

from impactmonitor.cli import main
from impactmonitor.files import checked_yaml
from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.files.kept import code
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.codebook import read_codebook

KINDS = ("codebook", "bron", "synthese", "claims")
GONE = object()
"""Stands for a key that is taken away."""

WRONG = [
    ("codebook", "geen", ["tekst"], GONE, "codebook.yml, geen: 'tekst' is missing"),
    ("codebook", "geen", ["labell"], "x", "geen: 'labell' is unknown; did you mean 'label'? Allowed: tekst, label"),
    ("codebook", "geen", [], None, "codebook.yml, geen: is empty; allowed: a mapping with tekst and label"),
    ("codebook", "meting", [], GONE, "codebook.yml: 'meting' is missing"),
    ("codebook", "metting", [], "2022", "codebook.yml: 'metting' is unknown; did you mean 'meting'?"),
    ("codebook", "onderzoek", ["persoon"], GONE, "codebook.yml, onderzoek: 'persoon' is missing"),
    ("codebook", "onderzoek", ["persoon"], "docent", "onderzoek, persoon: 'docent' is not a mapping with enkelvoud"),
    ("codebook", "onderzoek", ["persoon", "meervoud"], GONE, "onderzoek, persoon: 'meervoud' is missing"),
    ("codebook", "onderzoek", ["titel"], GONE, "onderzoek: 'titel' is missing"),
    ("codebook", "onderzoek", ["ondertitel"], 2024, "onderzoek, ondertitel: 2024 is not a text; put it in quotes"),
    ("codebook", "tranches", [], [], "tranches: is empty; allowed: a list of categories"),
    ("codebook", "tranches", [3, "key"], 1.5, "tranches 4, key: 1.5 is not a text or a whole number; put it in quotes"),
    ("codebook", "tranchegroepen", [1, "zin"], GONE, "tranchegroepen 2: 'zin' is missing"),
    ("codebook", "tranchegroepen", [0, "tranches"], "1", "tranchegroepen 1, tranches: '1' is not a list of tranches"),
    ("codebook", "sectoren", [1, "zin"], GONE, "codebook.yml, sectoren 2: 'zin' is missing"),
    ("codebook", "sectoren", [1, "zin"], " ", "codebook.yml, sectoren 2, zin: is empty; allowed: a text"),
    ("codebook", "sectoren", [0, "key"], False, "sectoren 1, key: False is not a text or a whole number; put it in"),
    ("codebook", "schalen", ["belang"], [{}], "codebook.yml, schalen, belang 1: 'key' is missing"),
    ("codebook", "schalen", ["Belang"], [{"key": 1, "label": "x"}], "schalen: 'Belang' is not lower-case letters"),
    ("codebook", "schalen", ["status", 2], {"key": "x"}, "schalen, status 3: 'label' is missing"),
    ("codebook", "formulier", ["kop"], GONE, "formulier: 'kop' is missing"),
    ("codebook", "formulier", ["toelichting_kop"], GONE, "formulier: 'toelichting_kop' is missing"),
    ("codebook", "formulier", ["slot"], "Dank", "formulier, slot: 'Dank' is not a list of texts"),
    ("codebook", "formulier", ["afsluiting", 1, "antwoord"], "Ja", "afsluiting 2, antwoord: 'Ja' is not 'tekst' or a"),
    ("codebook", "niveaus", [0, "items", 1, "zin"], GONE, "codebook.yml, niveaus 1, items 2: 'zin' is missing"),
    ("codebook", "niveaus", [2, "items"], [], "niveaus 3, items: is empty; allowed: a list of items"),
    ("codebook", "niveaus", [2], {}, "niveaus 3: 'omschrijving' is missing"),
    (
        "codebook",
        "niveaus",
        [0, "soort"],
        "schaal",
        "niveaus 1, soort: 'schaal' is unknown; Allowed: opbrengsten, meer",
    ),
    ("codebook", "niveaus", [0, "soort"], "getal", "niveaus 1: 'klassen' is missing"),
    ("codebook", "niveaus", [0, "soort"], "een antwoord", "niveaus 1: 'antwoorden' is missing"),
    ("codebook", "niveaus", [0, "items", 0, "tekst"], ["x"], "niveaus 1, items 1, tekst: ['x'] is not a text"),
    ("codebook", "andere", ["zin"], GONE, "codebook.yml, andere: 'zin' is missing"),
    ("codebook", "kolommen", [5], "sector", "codebook.yml, kolommen: 5 is not a text; put it in quotes"),
    ("bron", "opdrachtgever", [], "Katapult", "opdrachtgever: 'Katapult' is not a mapping with waarde and bron"),
    ("bron", "opdrachtgever", ["bron"], GONE, "bron.yml, opdrachtgever: 'bron' is missing"),
    ("bron", "meting", [], GONE, "bron.yml: 'meting' is missing"),
    ("synthese", "inleiding", [], GONE, "synthese.yml: 'inleiding' is missing"),
    ("synthese", "conclusie", [], {}, "synthese.yml: 'conclusie' is unknown; did you mean 'conclusies'? Allowed:"),
    ("synthese", "niveaus", ["student"], None, "niveaus, student: is empty; allowed: a mapping of outcomes"),
    ("synthese", "niveaus", ["student", "motivatie", "tekst"], GONE, "niveaus, student, motivatie: 'tekst' is missing"),
    ("synthese", "conclusies", ["student", 0, "tekst"], GONE, "conclusies, student 1: 'tekst' is missing"),
    ("synthese", "conclusies", ["student", 0, "veel"], ["moed"], "student 1, veel 1: 'moed' is not an outcome"),
    ("synthese", "hoofdopbrengsten", [3, "kop"], GONE, "synthese.yml, hoofdopbrengsten 4: 'kop' is missing"),
    ("claims", 6, ["sectie"], GONE, "claims.yml, claim 7: 'sectie' is missing"),
    ("claims", 6, ["vraag"], GONE, "claims.yml, claim 7: 'vraag' is missing"),
    (
        "claims",
        4,
        ["id"],
        "kop loper",
        "claims.yml, claim 5, id: 'kop loper' is not a name of letters, digits, - and _",
    ),
    ("claims", 6, ["cijfers"], [], "claims.yml, claim 7, cijfers: is empty; allowed: a name or a list of names"),
    ("claims", 6, ["gevallen", 0, "als"], False, "claim 7, gevallen 1, als: False is not a condition"),
    ("claims", -1, ["plek"], "beeld", "plek: 'beeld' is unknown; Allowed: slot, bereik, aanpak-respons"),
    ("claims", 0, ["plek"], "beld", "claims.yml, claim 1, plek: 'beld' is unknown; did you mean 'beeld'? Allowed:"),
    ("claims", 0, ["gevallen", 1, "wanneer"], GONE, "claims.yml, claim 1, gevallen 2: 'wanneer' is missing"),
    ("claims", 0, ["gevallen"], [], "claims.yml, claim 1, gevallen: is empty; allowed: a list of cases"),
    ("claims", 1, [], "koploper", "claims.yml, claim 2: 'koploper' is not a mapping with id, plek, sectie"),
]


UNKNOWN = [("sectoren_houdt_stand", "sectorcijferz"), ("status_figuur", "statuscijferz")]
"""Claims that take a number by a name that there is not."""


def load(kind):
    return yaml.load((DATA / f"{kind}.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def put(found, path, value):
    """Change what is at the end of a path, or take it away."""
    for step in path[:-1]:
        found = found[step]
    if value is GONE:
        del found[path[-1]]
    else:
        found[path[-1]] = value


def refused(folder, kind, found):
    """Return the problems that a file is refused with."""
    path = folder / f"{kind}.yml"
    path.write_text(yaml.dump(found, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml(path, kind)
    return list(map(str, caught.value.problems))


@pytest.mark.parametrize(("kind", "part", "path", "value", "message"), WRONG, ids=[wrong[-1] for wrong in WRONG])
def test_the_place_and_what_is_allowed_are_named(kind, part, path, value, message, tmp_path):
    found = load(kind)
    put(found, [part, *path], value)
    told = refused(tmp_path, kind, found)
    assert [line for line in told if message in line], told
    assert all(line.startswith(f"{kind}.yml") for line in told)
    assert len(told) == len(set(told)) and (len(told) == 1 or value == {} or path == ["schalen"] or value == [{}])


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    book = load("codebook")
    changes = [wrong for wrong in WRONG if wrong[0] == "codebook" and wrong[1] in {"onderzoek", "formulier"}]
    for _, part, path, value, _ in changes:
        if path[:1] != ["persoon"]:
            put(book, [part, *path], value)
    told = refused(tmp_path, "codebook", book)
    assert len(told) == 6 and sum("is missing" in line for line in told) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("meting: 2022-13-45", "is not YAML: month must be in 1..12"),
        ("[" * 5000, "is not YAML of this kind: it is nested too deeply"),
        ("meting: 2025-06-01", "meting: 2025-06-01 is not a text or a whole number; put it in quotes"),
        ("meting: a\nx: {waarde: a, bron: b}\nx: {waarde: c, bron: d}", "key 'x' is there twice in"),
        ("just text", "'just text' is not a mapping of facts"),
    ],
)
def test_odd_yaml_is_refused_too(text, message, tmp_path):
    path = tmp_path / "bron.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml(path, "bron")
    (problem,) = map(str, caught.value.problems)
    assert problem.startswith("bron.yml") and message in problem


def rules(schema):
    """Yield every schema within a schema."""
    yield schema
    for name in ("properties", "$defs"):
        for part in schema.get(name, {}).values():
            yield from rules(part)
    for name in ("items", "additionalProperties", "propertyNames"):
        if isinstance(schema.get(name), dict):
            yield from rules(schema[name])


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_say_what_is_allowed(kind):
    schema = checked_yaml.validator(kind).schema
    Draft202012Validator.check_schema(schema)
    for rule in rules(schema):
        assert not rule or "$ref" in rule or "enum" in rule or rule["description"], rule
        any_name = isinstance(rule.get("additionalProperties"), dict)
        assert any_name or set(rule.get("required", [])) <= set(rule.get("properties", {})), rule
    assert checked_yaml.deviations(load(kind), kind, "x.yml") == []


def test_results_go_stale_with_the_schemas():
    assert checked_yaml.FILE in code()


def test_what_may_be_left_empty_may(project):
    path = project / "codebook.yml"
    book = load("codebook") | {"kolommen": None, "tranchegroepen": None, "meting": 2022}
    path.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    read = read_codebook(path)
    assert (read.kolommen, read.tranchegroepen, read.meting) == ({}, (), "2022")


def test_check_refuses_what_a_report_would(project, monkeypatch, capsys):
    def check():
        monkeypatch.setattr(sys, "argv", ["impactmonitor", "check", str(project / "respons.csv")])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, "".join(capsys.readouterr())

    def edit(name, old, new):
        path = project / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    edit("claims.yml", "als: gedeeld_bovenaan", "als: gedeeld_bovenaan and")
    edit("synthese.yml", "“We begrijpen", "“Wij begrijpen")
    status, told = check()
    assert status == 1 and "Traceback" not in told
    assert "synthese.yml, instelling, relatie_mbo_hbo: no respondent wrote 'Wij begrijpen" in told
    assert "claims.yml: claim 'koploper', case 'gedeeld_bovenaan and': a condition is a name that is true or" in told
    edit("claims.yml", "als: gedeeld_bovenaan and", "als: gedeeld_bovenaan")
    edit("claims.yml", "cijfers: sectorcijfers", "cijfers: sectorcijferz")
    edit("claims.yml", "cijfers: statuscijfers", "cijfers: statuscijferz")
    status, told = check()
    assert status == 1
    lines = [line for line in told.splitlines() if line.startswith("claims.yml")]
    assert lines == [
        f"claims.yml: claim {claim!r}, case 'cijfers': {name!r} is unknown; did you mean '{name[:-1]}s'?"
        for claim, name in UNKNOWN
    ]
    edit("claims.yml", "wanneer: ", "waneer: ")
    edit("bron.yml", "waarde: Katapult", "waarden: Katapult")
    edit("synthese.yml", "kop: ", "kopp: ")
    edit("respons.csv", ",mbo,", ",mboo,")
    status, told = check()
    assert status == 1 and "Traceback" not in told
    for name, word in (("claims", "wanneer"), ("bron", "waarde"), ("synthese", "kop")):
        (line,) = [line for line in told.splitlines() if line.startswith(f"{name}.yml") and "is missing" in line]
        assert line.endswith(f"'{word}' is missing")
    assert "respons.csv, row" in told and "'mboo' is unknown" in told

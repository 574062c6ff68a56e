"""Personal details: blanked at load, and repeated by no log, message, parameter or output."""

import csv

import openpyxl
import pytest
import yaml

from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.responses import read_names, read_responses
from impactmonitor.text.privacy import redact

PHONES = """06-12345678 | 06 12 34 56 78 | 06.12.34.56.78 | 06 - 12 34 56 78 | 06/12345678 | +31612345678
    (06) 12345678 | +31 6 12345678 | +31(0)6-12345678 | 0031 6 1234 5678 | 020-1234567 | (020) 123 45 67
    tel.0201234567 | 0575-123456 | 06–12345678 | 0 6 1 2 3 4 5 6 7 8 | +32 475 12 34 56 | +49 30 1234567
    088-1234567 | bel06-12345678nu | 06_12345678 | 06-00000000 | 06 12345\n678"""
ADDRESSES = """jan@voorbeeld.nl | Jan.de-Vries+x@mail.hu.nl | jan @ voorbeeld.nl | jan [at] voorbeeld.nl | <jan@x.nl>
    jan(at)voorbeeld.nl | jan [at] voorbeeld [punt] nl | mailto:jan@x.nl | o'brien@x.nl | jan/piet@x.nl | jan＠x.nl
    JAN@VOORBEELD.NL. | ja\u00adn@voorbeeld.nl | jan\u200b@voorbeeld.nl | jan@пример.рф"""
ORDINARY = """van 2019-2022 waren er 1672 ondernemers | 100.000.000 euro | 12-03-2021 en 13-04-2022 | KvK 12345678
    ISBN 978-90-1234567-0 | 0,1 0,2 0,3 0,4 0,5 | 2017 2018 2019 2020 2021 | 10-20-30-40-50 | @fig-x, @jansen, 3 @ 2"""
LONG = ["@ " + "a" * 100_000, "a@" * 50_000, "a." * 50_000 + "@", "1" * 100_000, "0 " * 50_000]


def each(texts):
    return [text.strip() for text in texts.replace("\n    ", " | ").split(" | ")]


@pytest.fixture
def load(tmp_path, codebook, workplaces):
    def read(cells, names=""):
        if names:
            (tmp_path / "redactie.csv").write_text(f"tekst\n{names}\n", encoding="utf-8")
        cells.to_csv(tmp_path / "respons.csv", index=False)
        return read_responses(tmp_path / "respons.csv", codebook, workplaces)

    return read


@pytest.mark.parametrize("phone", each(PHONES))
def test_phone_numbers_are_blanked(phone):
    text, kinds = redact(f"Bel {phone} graag")
    assert kinds == ["phone number"]
    assert not any(character.isdigit() for character in text)


@pytest.mark.parametrize("address", each(ADDRESSES))
def test_addresses_are_blanked(address):
    text, kinds = redact(f"Mail {address} graag")
    assert kinds == ["e-mail address"]
    assert not any(word in text.casefold() for word in ("jan", "voorbeeld", "x.nl", "пример", "brien"))


@pytest.mark.parametrize("text", each(ORDINARY))
def test_other_numbers_and_signs_stay(text):
    assert redact(text) == (text, [])


@pytest.mark.parametrize("text", LONG, ids=[text[:3] for text in LONG])
def test_an_endless_word_is_read_once(text):
    """Where every place in it was a start, an answer of 100,000 characters took hours."""
    assert redact(text) == (text, [])


def test_what_is_blanked_is_logged_and_not_repeated(cells, load):
    cells.loc[0, "opmerking"] = "Bel Truus Testpersoon op 06-12345678 of 020-1234567 of mail t.test@voorbeeld.nl"
    found = load(cells, "Truus Testpersoon")
    text = "Bel [naam verwijderd] op [telefoonnummer verwijderd] of [telefoonnummer verwijderd] of mail"
    assert found.frame.loc[0, "opmerking"] == f"{text} [e-mailadres verwijderd]"
    assert "blanked in row 2, opmerking: 1 e-mail address, 2 phone number, 1 name" in found.notes
    said = repr(found.redactions) + "".join(found.notes)
    assert not any(word in said for word in ("Truus", "123", "voorbeeld"))


@pytest.mark.parametrize("typed", ["José de Vries", "jose\u0301  DE VRIES", "JOSÉ\nde vries"])
def test_a_name_is_blanked_however_it_is_typed(typed, cells, load):
    for column in ("opmerking", "open_student", "student_motivatie_toelichting", "student_andere_tekst"):
        cells.loc[0, column] = f"Vraag het {typed}, of Josephine."
    cells.loc[0, ["student_motivatie", "student_andere"]] = "1"
    found = load(cells, "José de Vries")
    for column in ("opmerking", "open_student", "student_motivatie_toelichting", "student_andere_tekst"):
        assert found.frame.loc[0, column] == "Vraag het [naam verwijderd], of Josephine."


def test_a_control_character_hides_no_address(cells, load):
    cells.loc[0, "opmerking"] = "jan@voor\x00beeld.nl en 06\u202a-12345678"
    assert load(cells).frame.loc[0, "opmerking"] == "[e-mailadres verwijderd] en [telefoonnummer verwijderd]"


def test_names_to_blank_are_read_as_any_export(tmp_path):
    path = tmp_path / "redactie.csv"
    path.write_bytes("tekst;reden\r\nJosé;naam\r\nJosé de Vries;naam\r\n;\r\n".encode("cp1252"))
    assert read_names(path) == ["José de Vries", "José"]
    assert read_names(tmp_path / "nergens.csv") == []
    for content, words in (("naam\nx\n", "lacks column 'tekst'"), ("tekst\nJansen, Jan\n", "row 2: has 2 cells")):
        path.write_text(content)
        with pytest.raises(InputError, match=words) as caught:
            read_names(path)
        assert "Jansen" not in str(caught.value)


def test_messages_do_not_repeat_personal_details(cells, load):
    """A column may be mapped wrongly: what is unknown in it is still somebody's answer."""
    cells.loc[0, "sector"] = "t.test@voorbeeld.nl"
    cells.loc[1, "werkplaats"] = "Truus Testpersoon"
    cells.loc[[2, 3], "respondent"] = "t.test@voorbeeld.nl"
    cells.loc[4, "student_soft_skills"] = "06-12345678"
    cells.loc[5, "opmerking"] = "Dit is een geheim"
    with pytest.raises(InputError) as caught:
        load(cells.rename(columns={"student_motivatie": "t.test@voorbeeld.nl"}), "Truus Testpersoon")
    assert not any(word in str(caught.value) for word in ("voorbeeld.nl", "Truus", "1234", "geheim"))
    assert len(caught.value.problems) == 6


def test_the_column_of_addresses_never_leaves_the_loader(cells, load):
    found = load(cells.assign(**{"E-mailadres": [f"persoon{n}@voorbeeld.nl" for n in range(len(cells))]}))
    assert "voorbeeld.nl" not in found.frame.to_csv() + "".join(found.notes)
    assert found.ignored_columns == ["E-mailadres"]


def test_no_output_holds_respondents_explanations_or_closed_answers_per_person(report):
    """Parameters, claims and workbook are about groups; only the answers in own words are of one person."""
    with (DATA / "respons.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    parameters = yaml.safe_load((report / "params.yml").read_text(encoding="utf-8"))
    assert set(parameters["gegevens"]) == {"naam", "sha256"}
    claims = (report / "claims.csv").read_text(encoding="utf-8")
    page = (report / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(report / "tabellenboek.xlsx", read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None}
    counts = (report / "cijfers.csv").read_text(encoding="utf-8")
    explained = [row[column] for row in rows for column in row if column.endswith("_toelichting") and row[column]]
    assert len(explained) == 4 and len(cells) > 1000
    assert not [text for text in explained for cell in (*cells, counts, claims) if text in cell]
    for row in rows:
        name = row["respondent"]
        assert not any(name in one for one in (page, claims, counts, *cells))
        for column in ("open_instelling", "open_opleiding", "open_student", "opmerking"):
            assert not row[column] or row[column] not in claims

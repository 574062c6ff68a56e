"""How a questionnaire answers to an earlier one: read, and refused by name where it says too little or too much."""

from dataclasses import replace

import pytest
import yaml

from impactmonitor.problems import InputError
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.comparability import check_comparability, read_comparability
from impactmonitor.survey.parts import ONE, Item, Niveau


@pytest.fixture(scope="module")
def then():
    return read_codebook()


@pytest.fixture(scope="module")
def now(then):
    """The same, with an outcome more, one less and one reworded on the first level."""
    first, *others = then.niveaus
    _, reworded, *kept = first.items
    new = replace(kept[0], key="ai_in_de_les", label="AI in de les")
    items = (new, replace(reworded, label="Relatie tussen mbo, hbo en wo"), *kept)
    return replace(then, meting="2024", niveaus=(replace(first, items=items), *others))


@pytest.fixture
def said(now, then):
    """A file that maps everything."""
    levels = {niveau.key: {item.key: "zelfde" for item in niveau.items} for niveau in now.niveaus}
    first = now.niveaus[0].key
    levels[first] |= {"ai_in_de_les": "nieuw", now.niveaus[0].items[1].key: {"soort": "herverwoord"}}
    wave = {
        "opbrengsten": levels,
        "vervallen": {first: [then.niveaus[0].items[0].key]},
        "schalen": {"status": "zelfde"},
    }
    return {"meting": "2024", "met": {"2022": wave}}


@pytest.fixture
def read(tmp_path, now, then):
    def reading(said):
        path = tmp_path / "vergelijking.yml"
        path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
        return read_comparability(path, now, then)

    return reading


def problems(read, said):
    with pytest.raises(InputError) as caught:
        read(said)
    return [str(problem) for problem in caught.value.problems]


def test_everything_is_mapped(read, said, now):
    found = read(said)
    first = found.counterparts[now.niveaus[0].key]
    assert [*first] == [item.key for item in now.niveaus[0].items]
    assert not first["ai_in_de_les"].shown and first["ai_in_de_les"].sources == ()
    assert first[now.niveaus[0].items[1].key].shown
    assert (found.meting, found.scales, found.panel) == ("2022", {"status"}, False)


def test_what_is_not_mapped_is_named_with_a_proposal(read, said, now):
    first = now.niveaus[0]
    same, reworded = first.items[2], first.items[1]
    del said["met"]["2022"]["opbrengsten"][first.key][same.key]
    del said["met"]["2022"]["opbrengsten"][first.key][reworded.key]
    del said["met"]["2022"]["opbrengsten"][first.key]["ai_in_de_les"]
    told = "\n".join(problems(read, said))
    assert f"perhaps {same.key}: zelfde" in told and f"perhaps {reworded.key}: {{soort: herverwoord}}" in told
    assert "perhaps ai_in_de_les: " in told
    assert f"{same.key!r} of 2022 is behind no outcome" in told


def test_an_outcome_under_another_key_is_found_by_its_label(read, said, now, then):
    moved = replace(now.niveaus[1].items[0], key="anders_genoemd")
    book = replace(now, niveaus=(now.niveaus[0], replace(now.niveaus[1], items=(moved, *now.niveaus[1].items[1:]))))
    with pytest.raises(InputError, match=f"uit: {then.niveaus[1].items[0].key}"):
        read_comparability(_written(said, read), book, then)


def _written(said, read):
    read(said)
    return read.__closure__[-1].cell_contents / "vergelijking.yml"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda wave, key: wave["opbrengsten"].update(instituut={}), "there is no level 'instituut'"),
        (lambda wave, key: wave["opbrengsten"][key].update(positie="nieuw"), "no such outcome in 2024; did you mean"),
        (lambda wave, key: wave["opbrengsten"][key].update(ai_in_de_les="oud"), "zelfde, nieuw, or a mapping"),
        (
            lambda wave, key: wave["opbrengsten"][key].update(ai_in_de_les={"soort": "herverwoord", "uit": "x"}),
            "there is no outcome 'x' in 2022",
        ),
        (
            lambda wave, key: wave["opbrengsten"][key].update(
                ai_in_de_les={"soort": "zelfde", "uit": ["positie_regio", "relatie_mbo_hbo"]}
            ),
            "has one outcome behind it, not 2; allowed: samengevoegd",
        ),
        (lambda wave, key: wave["vervallen"][key].append("positie_regio"), "is dropped, and an outcome is made of it"),
        (lambda wave, key: wave["vervallen"][key].append("nooit"), "there is no outcome 'nooit'"),
        (lambda wave, key: wave["schalen"].update(staat="zelfde"), "no scale 'staat' in both; allowed: aard, status"),
    ],
)
def test_what_cannot_be_is_refused_by_name(read, said, now, change, message):
    change(said["met"]["2022"], now.niveaus[0].key)
    told = problems(read, said)
    assert any(message in line and line.startswith("vergelijking.yml") for line in told), told


def test_a_file_of_other_waves_is_refused(read, said):
    assert "belongs to measurement 2026" in problems(read, said | {"meting": "2026"})[0]
    assert "no measurement '2022'; allowed: 2020" in problems(read, said | {"met": {"2020": said["met"]["2022"]}})[0]


def test_of_itself_a_file_is_held_against_its_own_questionnaire(read, said, now):
    path, first = _written(said, read), now.niveaus[0].key
    check_comparability(path, now)
    wave = said["met"]["2022"]
    wave["opbrengsten"][first]["positie"] = wave["opbrengsten"][first].pop("positie_regio")
    wave["opbrengsten"][now.niveaus[1].key][now.niveaus[1].items[0].key] = {"soort": "herverwoord", "uit": "onbekend"}
    wave["schalen"]["staat"] = "zelfde"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        check_comparability(path, now)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 3 and all(line.startswith("vergelijking.yml, met 2022, ") for line in told)
    assert "positie: there is no such outcome in 2024; did you mean 'positie_regio'?" in told[0]
    assert "'positie_regio' is not there" in told[1] and "there is no scale 'staat'" in told[2]


def test_of_follow_ups_only_status_and_aard_are_compared(said, now, then, tmp_path):
    path = tmp_path / "vergelijking.yml"
    more = [one.with_scales({**one.schalen, "bereik": one.schalen["aard"]}) for one in (now, then)]
    said["met"]["2022"]["schalen"] = {**said["met"]["2022"]["schalen"], "bereik": "zelfde"}
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match="schalen: 'bereik': only status and aard are compared; allowed: aard, status"):
        read_comparability(path, *more)


def test_a_scale_with_other_answers_is_not_the_same(said, now, then, tmp_path):
    path = tmp_path / "vergelijking.yml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    shorter = now.with_scales({**now.schalen, "status": now.schalen["status"][:2]})
    with pytest.raises(
        InputError, match="schalen, status: has other answers than in the earlier wave; allowed: anders"
    ):
        read_comparability(path, shorter, then)


def test_only_outcomes_are_compared(read, said, now, then, tmp_path):
    asked = Niveau("oordeel", "het oordeel", "Wat vindt u?", (Item("vraag", "", "Oordeel", "het oordeel"),), ONE)
    mixed = replace(now, niveaus=(*now.niveaus, asked))
    path = tmp_path / "vergelijking.yml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    assert read_comparability(path, mixed, then) == read(said)
    alone = replace(now, niveaus=(asked,))
    for one, other in ((alone, then), (now, replace(alone, meting="2022"))):
        with pytest.raises(InputError, match="asks of no outcomes, and only those are compared between waves"):
            read_comparability(path, one, other)

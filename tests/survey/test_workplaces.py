"""The workplaces and the persons approached: what is refused, and what is said of the institutions behind them."""

from dataclasses import replace

import pandas as pd
import pytest
from clubs import written
from order import first

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.analysis.study import Study
from impactmonitor.claims import Sentences
from impactmonitor.claims.rules import unmarked
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.workplaces import read_approached, read_workplaces


@pytest.mark.parametrize("number", ["²", "٣", "1" * 30, "-1", "1.5", "een"])
def test_only_numbers_of_institutions_are_taken(number, codebook, tmp_path):
    path = tmp_path / "werkplaatsen.csv"
    path.write_text(f"werkplaats,tranche,bereik,mbo,hbo,wo,andere_naam\nA,1,,{number},1,,\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_workplaces(path, codebook)
    message = f"werkplaatsen.csv, row 2, mbo: {number!r} is not a whole number of at most nine digits"
    assert str(caught.value) == message


def approached(tmp_path, codebook, *gone):
    """Read the project's numbers of persons approached without some of the rows."""
    lines = (DATA / "benaderd.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "benaderd.csv"
    path.write_text("\n".join(line for line in lines if not line.startswith(gone)), encoding="utf-8")
    return read_approached(path, codebook)


def test_every_category_that_is_missing_is_named(tmp_path, codebook):
    with pytest.raises(InputError) as caught:
        approached(tmp_path, codebook, "tranche,2,", "sector,wo,", "sector,overig,")
    assert str(caught.value).splitlines() == [
        "benaderd.csv, tranche: categorie '2' is missing",
        "benaderd.csv, sector: categorie 'wo' is missing",
        "benaderd.csv, sector: categorie 'overig' is missing",
    ]


def test_a_dimension_may_be_left_out(tmp_path, codebook):
    assert set(approached(tmp_path, codebook, "sector,")["dimensie"]) == {"tranche"}


ALL = "Bij alle werkplaatsen werken meerdere onderwijsinstellingen samen."
BUT_ONE = "Op één werkplaats na werken bij elke werkplaats meerdere instellingen samen."


@pytest.fixture(scope="module")
def whole():
    return Study.load()


@pytest.mark.parametrize(
    ("mbo", "wo", "told"),
    first(
        [
            ([2, 2, 3], [0, 1, 0], ALL + " Bij één werkplaats doet ook het wo mee."),
            ([2, 2, 1], [0, 0, 0], BUT_ONE),
            ([2, 2, 0], [0, 0, 0], BUT_ONE),
            ([2, 1, 0], [0, 0, 0], "Bij één werkplaats werken meerdere onderwijsinstellingen samen."),
            ([1, 1, 0], [0, 0, 1], "Bij één werkplaats doet ook het wo mee."),
            ([0, 0, 0], [0, 0, 0], ""),
            ([1, 1, 1], [1, 1, 0], BUT_ONE + " Bij twee werkplaatsen doet ook het wo mee."),
        ],
        2,
    ),
)
def test_several_institutions_are_told_only_where_they_are_known(mbo, wo, told, whole):
    places = whole.workplaces.head(3).assign(mbo=mbo, hbo=0, wo=wo)
    assert unmarked(Sentences(replace(whole, workplaces=places))["bereik"]) == told


def test_what_is_wrong_with_the_list_of_workplaces_is_said_at_once(codebook, tmp_path):
    path = tmp_path / "werkplaatsen.csv"
    head = "werkplaats,tranche,bereik,mbo,hbo,wo,andere_naam\n"
    for text, told in [
        ("werkplaats,tranche\nA,1\n", ["lacks column mbo, hbo, wo, andere_naam; it has werkplaats, tranche"]),
        (head, ["holds no workplaces"]),
        (
            f"{head}A,9,,1,1,,\na,1,,1,1,,\n",
            ["'9' is unknown; Allowed: 1, 2, 3, 4", "'a' is a name of row 2, too; allowed: of one workplace"],
        ),
        (
            f"{head}A,1,,1,1,,B\n B,1,,1,1,,\n,1,,1,1,,c\n",
            [
                "row 3, werkplaats: 'B' is a name of row 2, too; allowed: of one workplace",
                "row 4, werkplaats: is empty; allowed: the workplace's name",
            ],
        ),
        (f"{head}A,1,mbo,1,1,,\n", ["row 2, bereik: 'mbo' is not what the numbers say: mbo, hbo"]),
    ]:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_workplaces(path, codebook)
        found = str(caught.value).splitlines()
        assert len(found) == len(told) and all(map(str.endswith, found, told)), found


def test_persons_approached_add_up_to_one_total(codebook, tmp_path):
    path = tmp_path / "benaderd.csv"
    text = (DATA / "benaderd.csv").read_text(encoding="utf-8")
    path.write_text(text.replace("sector,wo,8", "sector,wo,9"), encoding="utf-8")
    with pytest.raises(InputError, match=r"^benaderd\.csv: the totals differ: sector 179, tranche 178$"):
        read_approached(path, codebook)


def test_a_sheet_of_workplaces_may_tell_any_grouping_which_the_export_then_lacks(tmp_path):
    folder, groupings = tmp_path / "wave", ("region", "age")
    path = written(folder, 30, 2, groupings)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["werkplaats"] = "Club " + frame.pop("region")
    frame.to_csv(path, index=False)
    head = "werkplaats,region,bereik,mbo,hbo,wo,andere_naam\n"
    (folder / "werkplaatsen.csv").write_text(head + "Club n,n,,,,,\nClub z,z,,,,,\nClub o,o,,,,,\n", encoding="utf-8")
    found = read_inputs(path).responses.frame
    assert list(found["region"]) == [name.removeprefix("Club ") for name in frame["werkplaats"]]
    assert list(found)[:4] == ["respondent", "werkplaats", "region", "age"]
    (folder / "werkplaatsen.csv").write_text(head + "Club n,noord,,,,,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"werkplaatsen\.csv, row 2, region: 'noord' is unknown"):
        read_inputs(path)


def test_a_category_of_persons_approached_stands_there_once(codebook, tmp_path):
    path = tmp_path / "benaderd.csv"
    path.write_text(
        (DATA / "benaderd.csv").read_text(encoding="utf-8").rstrip("\n") + "\nsector,wo,0\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="sector, wo is listed twice"):
        read_approached(path, codebook)

"""The workplaces and the persons approached: what is refused, and what is said of the institutions behind them."""

from dataclasses import replace

import pytest

from impactmonitor.chapter import Chapter
from impactmonitor.codebook import DATA
from impactmonitor.problems import InputError
from impactmonitor.study import Study
from impactmonitor.workplaces import read_approached, read_workplaces


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
    [
        ([2, 2, 3], [0, 1, 0], ALL + " Bij één werkplaats doet ook het wo mee."),
        ([2, 2, 1], [0, 0, 0], BUT_ONE),
        ([2, 2, 0], [0, 0, 0], BUT_ONE),
        ([2, 1, 0], [0, 0, 0], "Bij één werkplaats werken meerdere onderwijsinstellingen samen."),
        ([1, 1, 0], [0, 0, 1], "Bij één werkplaats doet ook het wo mee."),
        ([0, 0, 0], [0, 0, 0], ""),
        ([1, 1, 1], [1, 1, 0], BUT_ONE + " Bij twee werkplaatsen doet ook het wo mee."),
    ],
)
def test_several_institutions_are_told_only_where_they_are_known(mbo, wo, told, whole):
    places = whole.workplaces.head(3).assign(mbo=mbo, hbo=0, wo=wo)
    assert Chapter(replace(whole, workplaces=places)).bereik().data == told

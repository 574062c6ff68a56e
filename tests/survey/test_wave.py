"""Measurements keep apart."""

import pytest

from impactmonitor.paths import DATA
from impactmonitor.survey.wave import shelf


@pytest.mark.parametrize(
    ("codebook", "name"),
    [
        ('meting: "2024"', "2024"),
        ("# meting: 1\nmeting: 2024  # najaar", "2024"),
        ("meting: '../Najaar 2024'", "najaar-2024"),
        ("onderzoek: {}", "wave"),
        ("", "wave"),
    ],
)
def test_a_measurement_has_a_folder_of_its_own(codebook, name, tmp_path):
    folder = tmp_path / "wave"
    folder.mkdir()
    (folder / "codebook.yml").write_text(codebook, encoding="utf-8")
    assert shelf(folder / "respons.csv") == name


def test_the_projects_own_data_have_none(tmp_path):
    assert shelf(DATA / "respons.csv") == shelf(DATA / ".." / "data" / "respons.csv") == ""
    assert shelf(tmp_path / "respons.csv") == "2022"  # with the project's codebook, and yet other data

"""Measurements keep apart."""

import shutil
from pathlib import Path

import pytest

from impactmonitor.analysis.inputs import read_inputs
from impactmonitor.paths import DATA
from impactmonitor.problems import InputError
from impactmonitor.survey.wave import data_of, shelf


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


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Redactie.csv", "redactie.csv"), ("codebook.yaml", "codebook.yml"), ("redactie.xlsx", "redactie.csv")],
)
def test_a_file_under_nearly_the_right_name_is_not_passed_over(tmp_path, name, meant):
    """The names that it holds would be printed."""
    data = shutil.copy(DATA / "respons.csv", tmp_path)
    (tmp_path / name).write_text("tekst\nJan Jansen\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"{name}: is not read; it has to be {meant}, and be there"):
        read_inputs(Path(data))


def test_a_folder_with_two_files_of_answers_is_not_chosen_from(tmp_path):
    for name in ("respons.csv", "respons.xlsx"):
        (tmp_path / name).write_text("a", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds respons\.csv, respons\.xlsx; give a data file"):
        data_of(tmp_path)

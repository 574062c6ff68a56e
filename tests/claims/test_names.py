"""The names that claims may use are documented: docs/claims.md lists them with what their docstrings say."""

import pytest

from impactmonitor.claims.context import LevelNames, StudyNames
from impactmonitor.claims.follow_ups import FollowUpNames
from impactmonitor.claims.names import Names
from impactmonitor.claims.question import QuestionNames
from impactmonitor.paths import ROOT

DOCUMENT = ROOT / "docs" / "claims.md"
HEADINGS = {
    ("Names of a level", "Conditions of a level"): LevelNames,
    ("Names of the study", "Conditions of the study"): StudyNames,
    ("Names of a follow-up", "Conditions of a follow-up"): FollowUpNames,
    ("Names of a question", "Conditions of a question"): QuestionNames,
}


def table(names, heading):
    """Write names with their meanings as the document does."""
    rows = [f"| `{name}` | {one.meaning} |" for name, one in names.items()]
    return "\n".join([f"| {heading} | |", "|---|---|", *rows])


@pytest.mark.parametrize(("headings", "names"), HEADINGS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_the_document_lists_what_the_class_holds(headings, names):
    text = DOCUMENT.read_text(encoding="utf-8")
    for heading, condition in zip(headings, (False, True), strict=True):
        listed = {name: one for name, one in names.documented().items() if one.condition is condition}
        assert len(listed) > 8
        expected = table(listed, heading)
        assert expected in text, f"docs/claims.md should hold:\n{expected}"


def test_every_name_says_what_it_stands_for():
    for names in HEADINGS.values():
        for name, one in names.documented().items():
            assert one.meaning.endswith(".") and one.meaning[0].isupper() and "|" not in one.meaning, name
        assert set(Names.documented()) <= set(names.documented())

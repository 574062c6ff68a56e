"""The page of the whole report, read and opened."""

import pytest
from lxml import html as dom


@pytest.fixture(scope="module")
def root(report):
    return dom.parse(str(report / "report.html")).getroot()


@pytest.fixture
def page(opened):
    return opened(1280)

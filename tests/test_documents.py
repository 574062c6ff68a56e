"""What the documents say is so: the files they name are there, figures are computed, messages are ours."""

import re
from pathlib import Path

import pytest
import yaml

from impactmonitor.analysis.inference import margin
from impactmonitor.paths import ROOT
from impactmonitor.text.dutch import percent

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PLACE = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:csv|md|py|qmd|yml|toml|lock))`")
GENERATED = ("_build", "_output", "figures/", "wave-2025", ".venv", "_extensions/monitor/made/")
IN_A_RUN = {"verschil.html", "verschil.csv", "cijfers.csv", "claims.csv", "params.yml"}
IN_A_RUN |= {"_metadata.yml", "_variables.yml"}
YOUR_OWN = {"redactie.csv", "export.csv", "codeframe-nieuw.yml", "codering-eerder.csv"}
PACKAGE = ROOT / "impactmonitor"
FOLDERS = [ROOT, ROOT / "examples" / "2024", ROOT / "data", ROOT / "data" / "reconstructie", PACKAGE, PACKAGE / "files"]
HANDLEIDING = (ROOT / "docs" / "handleiding.md").read_text(encoding="utf-8")


def name(path):
    return str(path.relative_to(ROOT))


def test_documents_have_links_and_name_files():
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert len(LINK.findall(text)) > 10 and len(PLACE.findall(text)) > 50


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    text = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", document.read_text(encoding="utf-8"))  # code leads nowhere
    for target in LINK.findall(text):
        if "://" not in target:
            path = document.parent / target.partition("#")[0]
            assert path.exists(), f"{target} does not exist"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_files_named_exist(document):
    for place in PLACE.findall(document.read_text(encoding="utf-8")):
        if place.startswith(GENERATED) or Path(place).name in IN_A_RUN | YOUR_OWN:
            continue
        assert any((folder / place).exists() for folder in [document.parent, *FOLDERS]), f"{place} does not exist"


def test_the_tree_in_the_readme_is_the_tree():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    tree = next(block for block in blocks if block.startswith("report.qmd"))
    named = [line.split()[0] for line in tree.splitlines()]
    assert all((ROOT / place).exists() for place in named)
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    folders -= set(re.findall(r"^/(\w+)/$", (ROOT / ".gitignore").read_text(encoding="utf-8"), re.MULTILINE))
    assert folders - {place.split("/")[0] for place in named} == set(), "a folder that the README leaves out"


def test_every_module_is_on_the_map():
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    on_the_map = re.findall(r"^\| `([\w/]+\.py)` \|", text, re.MULTILINE)
    package = ROOT / "impactmonitor"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("[a-z]*.py")}
    assert len({module.split("/")[0] for module in modules if "/" in module}) == 9, "not all rooms were looked at"
    assert modules - set(on_the_map) == set(), "say in a line what it holds"
    assert sorted(modules) == sorted(on_the_map)


def test_margins_in_the_manual_are_computed():
    rows = re.findall(
        r"^\| [\w ]+ \| (\d+) van (\d+) \| (?:\d+% \((\d+)\)|(\d+) van de \d+) \| (\d+%) tot (\d+%) \|$",
        HANDLEIDING,
        re.MULTILINE,
    )
    assert len(rows) == 5
    for n, population, *counts, low, high in rows:
        count = int(counts[0] or counts[1])
        found = margin(count, int(n), int(population))
        assert [percent(bound, compact=True) for bound in found] == [low, high]


def test_messages_that_the_manual_explains_exist():
    table = HANDLEIDING.split("| melding |")[1]
    messages = re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "impactmonitor").rglob("*.py"))
    assert len(messages) > 9
    for message in messages:
        for part in re.split(r"\s*…\s*", message):
            assert part.strip(",; ") in source, f"no message says {part!r}"


def test_citation_is_of_this_version():
    from impactmonitor import __version__

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert citation["version"] == __version__
    assert re.search(r"^## (\S+)", changes, re.MULTILINE)[1] == __version__

"""What is made of what Quarto says, with a stand-in for it on the path; `test_engines.py` takes the real one."""

import shutil
import sys

import pytest
import yaml

from impactmonitor.paths import ROOT, THEME
from impactmonitor.problems import BuildError, UsageError
from impactmonitor.report import engines

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell script")
SETTINGS = {"project": {"render": ["report.qmd"], "pre-render": "a.py", "post-render": "b.py"}, "lang": "nl"}


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Put a program called quarto on the path: ``stand_in("echo 1.9.2")``."""

    def write(script):
        program = tmp_path / "bin" / "quarto"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")

    return write


@pytest.mark.parametrize(
    ("said", "version", "chosen", "message"),
    [
        ("1.10.2", (1, 10, 2), "quarto", ""),
        ("1.9", (1, 9, 0), "quarto", ""),
        ("1.8.27", (1, 8, 27), "builtin", "quarto is 1.8.27; needed is 1.9 or newer. Without it: --engine builtin"),
        ("unknown", None, "builtin", "quarto is not on the path; needed is 1.9 or newer"),
    ],
)
def test_the_version_decides_which_engine_is_taken(said, version, chosen, message, stand_in):
    stand_in(f"echo {said}")
    assert engines.quarto_version() == version
    assert (engines.choose_engine("auto"), engines.choose_engine("builtin")) == (chosen, "builtin")
    if not message:
        assert engines.choose_engine("quarto") == "quarto"
        return
    with pytest.raises(UsageError) as caught:
        engines.choose_engine("quarto")
    assert str(caught.value).startswith(message)


def test_without_quarto_the_builtin_engine_is_taken(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert engines.quarto_version() is None and engines.choose_engine() == "builtin"
    with pytest.raises(UsageError, match="quarto is not on the path"):
        engines.choose_engine("quarto")


@pytest.fixture
def prepared_folder(tmp_path):
    """A build directory with as little in it as can be rendered."""
    build = tmp_path / "build"
    build.mkdir()
    (build / THEME).mkdir(parents=True)
    shutil.copy(ROOT / THEME / "_extension.yml", build / THEME)
    texts = {"_quarto.yml": yaml.safe_dump(SETTINGS), "report.qmd": "Tekst.\n", "_variables.yml": "a: b\n"}
    for name, text in texts.items():
        (build / name).write_text(text, encoding="utf-8")
    return build


def test_quarto_is_asked_for_every_format_and_prepares_nothing_itself(prepared_folder, stand_in, monkeypatch):
    monkeypatch.setenv("QUARTO_PROFILE", "of-the-shell")
    stand_in('echo "$@ $NO_COLOR$QUARTO_PROFILE" >> asked; echo "[WARNING] verapdf is not installed"')
    made = engines.render(prepared_folder, ["html", "pdf"], "quarto")
    assert made == {name: prepared_folder / f"report.{name}" for name in ("html", "pdf")}
    asked = (prepared_folder / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == [f"render report.qmd --to monitor-{name} 1" for name in ("html", "typst")]
    settings = yaml.safe_load((prepared_folder / "_quarto.yml").read_text(encoding="utf-8"))
    assert settings == {"project": {"render": ["report.qmd"]}, "lang": "nl"}


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo fine; echo 'WARN: no such figure' >&2", "quarto, html: WARN: no such figure"),
        ("echo 'report.typ: warning: unknown font'", "quarto, html: report.typ: warning: unknown font"),
        ("echo it broke; exit 3", "quarto, html: it broke"),
    ],
)
def test_what_quarto_complains_of_stops_the_build(script, message, prepared_folder, stand_in):
    stand_in(script)
    with pytest.raises(BuildError) as caught:
        engines.render(prepared_folder, ["html"], "quarto")
    assert str(caught.value) == message

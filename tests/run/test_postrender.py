"""What is done after Quarto has rendered in the project's own folder."""

import os
import subprocess
import sys
from zipfile import ZipFile

import pytest
from typed import small

from impactmonitor.paths import ROOT
from impactmonitor.report import engines, word
from impactmonitor.run import postrender


@pytest.mark.parametrize(
    ("made", "finished"), [("report.html\nreport.pdf", ""), ("a/report.docx\nreport.html", "a/report.docx")]
)
def test_only_word_files_are_finished(made, finished, tmp_path):
    (tmp_path / "postrender.py").write_bytes((ROOT / "postrender.py").read_bytes())
    (tmp_path / "prerender.py").write_text("def run(*words):\n    print(*words)\n    return 3\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "postrender.py"],
        env={**os.environ, "QUARTO_PROJECT_OUTPUT_FILES": made},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == (["impactmonitor.run.postrender", finished] if finished else [])
    assert done.returncode == (3 if finished else 0)


def test_a_word_file_elsewhere_gets_its_fonts(prepared, monkeypatch, tmp_path):
    (tmp_path / "apart").mkdir()
    small(prepared, "Tekst.")
    with monkeypatch.context() as patch:
        patch.setattr(word, "finish", lambda path: None)
        made = engines.render(prepared, ["docx"], "builtin")["docx"].rename(tmp_path / "apart" / "report.docx")
    with ZipFile(made) as archive:
        assert not any("fonts/" in name for name in archive.namelist())
    monkeypatch.setattr(postrender, "ROOT", prepared)
    postrender.main([str(made)])
    with ZipFile(made) as archive:
        assert any("fonts/" in name for name in archive.namelist())

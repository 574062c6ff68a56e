"""What a step cannot use is refused in a line that names it: included files, SPSS, a kernel, a date."""

import json
import sys
from pathlib import Path

import pytest

from impactmonitor import cli
from impactmonitor.analysis.study import Study
from impactmonitor.files import spss
from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.files.tabular import read_tabular
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.report import builtin
from impactmonitor.report.expand import expand
from impactmonitor.report.provenance import report_date
from impactmonitor.report.settings import Settings, read_settings
from impactmonitor.run import build, kernels, notebooks
from impactmonitor.run.request import Request

SOURCES = {
    "{{< include ./report.qmd >}}": "report.qmd, line 1: ./report.qmd includes itself",
    "a\n\n{{< include deel.qmd >}}": "deel.qmd, line 2: report.qmd includes itself",
    "{{< include kop.qmd >}}": "kop.qmd, line 1: front matter is not YAML: while parsing",
    "{{< include datum.qmd >}}": "datum.qmd, line 1: front matter is not YAML: month must be",
}


@pytest.mark.parametrize(("source", "message"), SOURCES.items())
def test_sources_that_cannot_be_expanded(source, message, tmp_path):
    files = {
        "report.qmd": source,
        "deel.qmd": "\n{{< include report.qmd >}}\n",
        "kop.qmd": "---\ntitel: [\n---\n",
        "datum.qmd": "---\ndate: 2022-13-45\n---\n",
        "_variables.yml": "a: b\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        expand(tmp_path)
    assert str(caught.value).startswith(message)


def test_a_file_may_be_included_twice(tmp_path):
    for name, text in {"report.qmd": "{{< include b.qmd >}}\n" * 2, "b.qmd": "b", "_variables.yml": "a: b"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    expand(tmp_path)
    assert (tmp_path / "_generated" / "report.md").read_text(encoding="utf-8").split() == ["b", "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell script")
@pytest.mark.parametrize("end", ["exit 0", "kill -SEGV $$"])
def test_an_spss_reader_that_crashes_in_a_line(end, tmp_path, monkeypatch):
    reader = tmp_path / "python"
    reader.write_text(f"""#!/bin/sh\nprintf '["a", "b"]\\n["1", "'\n{end}\n""", encoding="utf-8")
    reader.chmod(0o755)
    monkeypatch.setattr(spss.sys, "executable", str(reader))
    path = tmp_path / "respons.sav"
    path.write_bytes(b"$FL2")
    with pytest.raises(InputError, match=r"^respons\.sav: is not a whole SPSS file$"):
        read_tabular(path)


@pytest.mark.parametrize("given", ["gisteren", "1e9", "9" * 30])
def test_a_date_that_is_none(given, monkeypatch, capsys):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is "):
        report_date()
    monkeypatch.setattr(sys, "argv", ["impactmonitor", "report"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert f"error: SOURCE_DATE_EPOCH is {given!r}; allowed: seconds since 1970" in capsys.readouterr().err


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "error", "ename": "ValueError"},
        {"output_type": "display_data", "data": {"text/html": "<b>x</b>"}},
    ],
    ids=lambda output: output["output_type"],
)
def test_a_cell_that_shows_no_markdown(output, tmp_path):
    cell = {"cell_type": "code", "source": ["#| label: kop\n", "x"], "outputs": [output]}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    (tmp_path / "report.qmd").write_text("{{< embed a.ipynb#kop >}}\n", encoding="utf-8")
    (tmp_path / "_variables.yml").write_text("a: b\n", encoding="utf-8")
    message = f"a.ipynb#kop: shows {output['output_type']}; a cell of the report displays Markdown"
    with pytest.raises(BuildError, match=message):
        expand(tmp_path)


def test_a_cell_with_a_label_that_no_text_embeds_is_told(tmp_path):
    shown = {"output_type": "display_data", "data": {"text/html": "<b>of people's own</b>"}}
    cells = [
        {"cell_type": "code", "source": [f"#| label: {name}\n"], "outputs": [shown] * (name == "los")}
        for name in ("kop", "los")
    ]
    (tmp_path / "executed").mkdir()
    (tmp_path / "executed" / "a.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (tmp_path / "report.qmd").write_text("{{< embed executed/a.ipynb#kop >}}\n", encoding="utf-8")
    (tmp_path / "_variables.yml").write_text("a: b\n", encoding="utf-8")
    assert expand(tmp_path) == ["executed/a.ipynb#los"]


def test_what_a_cell_prints_is_no_part_of_the_report(tmp_path):
    printed = {"output_type": "stream", "name": "stderr", "text": "let op"}
    outputs = [printed, {"output_type": "execute_result", "data": {"text/markdown": ["Een ", "zin."]}}]
    cell = {"cell_type": "code", "source": ["#| label: kop\n", "x"], "outputs": outputs}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    (tmp_path / "report.qmd").write_text("{{< embed a.ipynb#kop >}}\n", encoding="utf-8")
    (tmp_path / "_variables.yml").write_text("a: b\n", encoding="utf-8")
    expand(tmp_path)
    assert (tmp_path / "_generated" / "report.md").read_text(encoding="utf-8").strip() == "Een zin."


@pytest.mark.parametrize(
    ("content", "message"), [("project: [", "_quarto.yml: while parsing"), ("- lang\n", "_quarto.yml: 'list' object")]
)
def test_settings_that_are_no_yaml(content, message, tmp_path):
    (tmp_path / "_quarto.yml").write_text(content, encoding="utf-8")
    with pytest.raises(BuildError, match=message):
        read_settings(tmp_path)


def test_a_setting_that_is_missing():
    with pytest.raises(BuildError, match=r"^_quarto\.yml: lang is missing$"):
        Settings({"from": "markdown"})["lang"]


def test_what_typst_cannot_read(tmp_path, monkeypatch):
    (tmp_path / "report.typ").write_text("#nergens", encoding="utf-8")
    monkeypatch.setattr(builtin, "_pandoc", lambda build, *rest: build / "report.typ")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    settings = Settings({"format.monitor-typst.font-paths": [], "format.monitor-typst.pdf-standard": "ua-1"})
    with pytest.raises(BuildError, match=r"^Typst, report\.typ: unknown variable: nergens"):
        builtin._pdf(tmp_path, settings)


@pytest.mark.parametrize(
    ("tags", "source", "message"),
    [
        ([], "data = ''", "los.ipynb: no cell is tagged 'parameters'"),
        (
            ["parameters"],
            "data = ''\nniveau = 'x'",
            "los.ipynb: unknown parameter filter, min_groep, min_onthulling, previous, sector, ",
        ),
    ],
)
def test_a_notebook_that_cannot_be_told_what_it_is_about(tags, source, message, tmp_path, monkeypatch):
    cell = {"cell_type": "code", "source": source, "metadata": {"tags": tags}, "outputs": []}
    (tmp_path / "los.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    monkeypatch.setattr(notebooks, "NOTEBOOKS", tmp_path)
    with pytest.raises(BuildError) as caught:
        notebooks.jobs(Study.load(), tmp_path)
    assert str(caught.value).startswith(message)


def test_files_that_cannot_be_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read: embedded null byte"):
        read_tabular(Path("a\0.csv"))
    with pytest.raises(InputError, match=r"^codebook\.yml: cannot be read: No such file or directory$"):
        read_yaml(tmp_path / "codebook.yml", "codebook")


def test_a_record_that_went_stale_while_it_was_waited_for(tmp_path, monkeypatch):
    """Another run of the same variant had the folder, and left it as something else was asked."""

    def read(*given, **parameters):
        raise UsageError("the data are read")

    monkeypatch.setattr(build, "find", lambda work, asked: tmp_path / "alle")
    monkeypatch.setattr(kernels, "start", lambda number: None)
    monkeypatch.setattr(Study, "load", read)
    with pytest.raises(UsageError, match="the data are read"):
        build.make_report(Request(), ["html"], "builtin", tmp_path / "uit", work=tmp_path)

"""What a step cannot use is refused in a line that names it: tokens, included files, SPSS, a kernel, a date."""

import sys

import pytest

from impactmonitor import cli, execute, spss
from impactmonitor.exports import read_export
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.provenance import report_date
from impactmonitor.shortcodes import expand
from impactmonitor.staleness import NOTEBOOKS
from impactmonitor.theme import tokens


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"colours: [", "theme: tokens.yml is not YAML: while parsing"),
        (b"\xff", "theme: tokens.yml is not YAML: 'utf-8'"),
    ],
)
def test_tokens_that_are_no_yaml(content, message, tmp_path):
    path = tmp_path / "tokens.yml"
    path.write_bytes(content)
    with pytest.raises(BuildError, match=message):
        tokens(path)


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
        read_export(path)


def test_a_kernel_that_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "KERNEL", "nergens")
    message = "the kernelspec nergens is not installed; install the package impactmonitor again"
    with pytest.raises(BuildError, match=message):
        execute.run_notebook(NOTEBOOKS / "formulier.ipynb", tmp_path / "formulier.ipynb", {})


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

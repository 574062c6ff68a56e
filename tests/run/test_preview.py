"""The report in a browser: served on this machine only, reloaded at a save, what is wrong shown with its place."""

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from functools import partial

import pytest
from copied import copy_project
from patience import PATIENCE

from impactmonitor.paths import MADE, ROOT
from impactmonitor.problems import BuildError, UsageError
from impactmonitor.run import preview
from impactmonitor.run.preview import FEED, Sources, Stage, located, make, serve

SILENT = lambda line: None  # noqa: E731


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def ask(stage):
    """Ask the server for a path: ``ask("/")`` returns the status and the text."""
    server = serve(stage)

    def asked(path, host="localhost"):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    asked.port = server.server_port
    yield asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def made(tmp_path):
    (tmp_path / "report.html").write_text("<html><body>Tekst</body></html>", encoding="utf-8")
    (tmp_path / "claims.csv").write_text("a;b\n", encoding="utf-8")
    return tmp_path


def test_the_page_is_the_report_and_beside_it_are_its_files(stage, ask, made):
    assert "The report is being made" in ask("/")[1]
    make(stage, lambda: made, SILENT)
    status, page = ask("/")
    assert status == 200 and "Tekst<script>" in page and str(stage.number) in page
    assert ask("/claims.csv") == (200, "a;b\n")
    assert ask("/../pyproject.toml")[0] == ask("/nergens")[0] == 404
    assert ask("/", "elders.example")[0] == 403


def test_what_is_wrong_is_shown_and_goes_when_it_is_mended(stage, ask, made):
    def broken():
        raise BuildError("chapters/_niveau.qmd, line 3: <b> is wrong\nand more")

    told = []
    make(stage, broken, told.append)
    page = ask("/")[1]
    assert "<li>chapters/_niveau.qmd, line 3: &lt;b&gt; is wrong</li>" in page and "<li>and more</li>" in page
    assert told == ["chapters/_niveau.qmd, line 3: <b> is wrong\nand more"]
    make(stage, lambda: made, SILENT)
    assert "Tekst" in ask("/")[1]


def test_a_browser_that_waits_is_told_of_what_is_new(stage, ask, made):
    connection = http.client.HTTPConnection("127.0.0.1", ask.port)
    connection.request("GET", FEED)
    feed, before = connection.getresponse(), stage.number
    assert feed.readline() == f"data: {before}\n".encode()
    threading.Thread(target=partial(make, stage, lambda: made, SILENT)).start()
    lines = iter(feed.readline, b"")
    assert next(line for line in lines if line.startswith(b"data") and line != f"data: {before}\n".encode())
    connection.close()


def test_a_port_that_is_taken_is_named(stage, ask):
    with pytest.raises(UsageError, match=rf"^--port {ask.port}: "):
        serve(stage, ask.port)


def test_a_heading_in_a_message_gets_its_line():
    lines = (ROOT / "report.qmd").read_text(encoding="utf-8").split("\n")
    number = next(place for place, line in enumerate(lines, 1) if "#sec-inleiding" in line)
    assert located("report.qmd after #sec-inleiding: fout") == (
        f"report.qmd after #sec-inleiding: fout (report.qmd, after line {number})"
    )
    assert located("report.qmd after #sec-nergens: fout") == "report.qmd after #sec-nergens: fout"


def test_a_wave_with_a_text_of_its_own_is_led_to_that(tmp_path):
    (tmp_path / "report.qmd").write_text("# Vooraf\n\n# Inleiding {#sec-inleiding}\n", encoding="utf-8")
    told = located("report.qmd after #sec-inleiding: fout", tmp_path)
    assert told == f"report.qmd after #sec-inleiding: fout ({tmp_path / 'report.qmd'}, after line 3)"


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("report.qmd", True),
        ("_quarto.yml", True),
        ("_brand.yml", True),
        ("chapters/_niveau.qmd", True),
        ("data/claims.yml", True),
        ("_extensions/monitor/report.css", True),
        (f"{MADE}/tokens.css", False),
        ("report.html", False),
        ("huis.css", True),
        ("ander.css", False),
        ("_variables.yml", False),
        ("impactmonitor/__pycache__/a.pyc", False),
        ("chapters/.~lock", False),
    ],
)
def test_what_is_made_is_no_source(name, counts, monkeypatch):
    monkeypatch.setattr(preview, "page_files", lambda folder: ["huis.css"])  # as the front matter of the text names it
    assert Sources()(None, str(ROOT / name)) == counts


def test_code_that_cannot_be_imported_is_told(monkeypatch):
    assert preview.wrong_code() == ""
    monkeypatch.setattr(preview, "IMPORTS", "import impactmonitor.nergens")
    assert "No module named 'impactmonitor.nergens'" in preview.wrong_code()


@pytest.mark.thorough
def test_the_whole_way(tmp_path, readings):
    """From the command line: the report, an error after a save, and the report again after another."""
    project = copy_project(tmp_path / "project")
    shutil.copytree(readings, project / "_build" / readings.name)
    command = [sys.executable, "-c", preview.COMMAND, "preview", "--no-browser"]
    told = {**os.environ, "PYTHONPATH": str(project)}
    process = subprocess.Popen(command, cwd=project, env=told, stderr=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())[1])
        threading.Thread(target=process.stderr.read, daemon=True).start()
        shown = partial(wait_for, port)
        shown("Samenvatting")
        source = project / "report.qmd"
        text = source.read_text(encoding="utf-8")
        source.write_text(text + "\n{{< var nergens.is >}}\n", encoding="utf-8")
        line = len(text.split("\n")) + 1
        shown(f"report.qmd, line {line}: variable &#39;nergens.is&#39; does not exist")
        source.write_text(text + "\nEen nieuwe alinea.\n", encoding="utf-8")
        shown("Een nieuwe alinea.")
    finally:
        process.kill()
        process.wait()


def wait_for(port, words):
    """Read the page each time there is another, until it holds what is waited for."""
    end, page = time.monotonic() + PATIENCE, ""
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        if words in page:
            return
        number = json.loads(re.search(r'e\.data === "(\d+)"', page)[1])
        connection.request("GET", FEED)
        feed = connection.getresponse()
        while (line := feed.readline()) and time.monotonic() < end:
            if line.startswith(b"data") and int(line.split()[1]) != number:
                break
        connection.close()
    raise AssertionError(f"{words!r} did not come; the last page: {page}")

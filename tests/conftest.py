"""Fixtures: the project's data as text, copies of it to change, and reports that are built once for all tests."""

import hashlib
import os
import pickle
import shutil
import threading
from functools import wraps
from pathlib import Path

import hypothesis
import pandas as pd
import pytest
from filelock import FileLock
from order import Scheduling, first, is_slow, place
from playwright.sync_api import sync_playwright

from impactmonitor.analysis import inputs, suppression
from impactmonitor.analysis.study import Study
from impactmonitor.files.kept import FOLDER, digest, kept_in
from impactmonitor.paths import DATA
from impactmonitor.report.provenance import epoch
from impactmonitor.run import garbage
from impactmonitor.run.batch import plan, run
from impactmonitor.run.build import make_report
from impactmonitor.run.request import Request
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.responses import read_responses
from impactmonitor.survey.workplaces import read_workplaces

for name in ("CI", "BUILD_NUMBER"):
    os.environ.pop(name, None)  # with them pytest lists every difference of two reports, which takes minutes

garbage.seldom()
hypothesis.settings.register_profile("steady", deadline=None)  # how long one try takes says nothing of the code
hypothesis.settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if is_slow(item):
            item.add_marker(pytest.mark.slow)
    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # by the number of tests, which says little about how long they take
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def codebook():
    return read_codebook()


@pytest.fixture(scope="session")
def workplaces(codebook):
    return read_workplaces(DATA / "werkplaatsen.csv", codebook)


@pytest.fixture(scope="session")
def published(codebook, workplaces):
    """The project's own responses, as read."""
    return read_responses(DATA / "respons.csv", codebook, workplaces)


@pytest.fixture
def cells():
    """The responses as text, to change a cell of."""
    return pd.read_csv(DATA / "respons.csv", dtype=str, keep_default_na=False)


@pytest.fixture
def project(tmp_path):
    """A copy of the data folder without codes, which are of these answers alone, to change a file of."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie", "codering.csv"))


FORMATS = ("html", "pdf", "docx")


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "built"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def built(shared):
    """Build a report of the project's own data once for all tests: ``built(tranche="3")`` returns its folder."""

    def build(engine="builtin", **parameters):
        study = Study.load(**parameters)
        output, work = shared / engine, shared / f"{engine}-work"
        with FileLock(shared / f"{engine}-{study.variant.slug}.lock"):
            if (output / study.variant.slug / "params.yml").exists():
                return output / study.variant.slug
            return make_report(Request.of(study), FORMATS, engine, output, say=lambda line: None, work=work)

    return build


@pytest.fixture
def readings(shared):
    """Processes that the test starts find what was read and decided for the reports; returns the folder of it."""
    work = shared / "builtin-work"
    with kept_in(work):
        Study.load().release  # noqa: B018
        yield work / FOLDER


@pytest.fixture(scope="session")
def batch(shared):
    """The folder of all standard reports, built side by side in two processes."""
    output, work = shared / "builtin", shared / "builtin-work"
    with FileLock(shared / "batch.lock"):
        if not (shared / "batch.made").exists():
            ended = []
            output.mkdir(exist_ok=True)
            run(plan(Study.load(), FORMATS, "builtin", output=output, work=work), ended.append, workers=2)
            assert [outcome.error for outcome in ended] == [""] * 5
            (shared / "batch.made").touch()
    return output


@pytest.fixture(scope="session", params=first([["alle", "tranche-3"], ["alle", *(f"tranche-{n}" for n in "1234")]]))
def reports(request, built):
    """Standard reports: by name the folder of each; two in our round, all in a thorough one."""
    if len(request.param) > 2:
        request.getfixturevalue("batch")
    return {name: built(tranche=name.partition("-")[2]) for name in request.param}


@pytest.fixture(scope="session")
def report(built):
    """The folder of the whole report by the built-in engine: html, pdf and docx."""
    return built()


@pytest.fixture
def prepared(report, tmp_path, monkeypatch):
    """A copy of the directory that the whole report was rendered in, to change a file of and render again."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch())
    made = report.parent.parent / "builtin-work" / report.name
    outputs = ("report.html", "report.pdf", "report.typ", "report.docx", "*.png")
    return shutil.copytree(made, tmp_path / report.name, ignore=shutil.ignore_patterns(*outputs))


# Chromium does nothing here but show a file: no sandbox for root, no calls home.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def chromium(report):
    """A running browser. Of a module, not a session: while it runs, nothing else can run an event loop."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on the path (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


def window(browser, path, width, asked=None, script=True, scheme="light"):
    """Open a file in a window; a phone has no mouse to hover with."""
    size = {"width": width, "height": 900 if width > 500 else 740}
    context = browser.new_context(viewport=size, java_script_enabled=script, has_touch=width < 500, color_scheme=scheme)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.add_init_script(path=Path(__file__).with_name("checks.js"))
    if asked is not None:
        page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.fixture
def opened(chromium, report):
    """Open the report's HTML, or another file, in a window: ``opened(360)``."""
    pages = []

    def show(width, asked=None, script=True, path=report / "report.html", scheme="light"):
        pages.append(window(chromium, path, width, asked, script, scheme))
        return pages[-1]

    yield show
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def unfolded(chromium, report):
    """Open a file once for all tests of a module that only look at it, with all its parts unfolded."""
    pages = {}

    def show(width, path=report / "report.html", scheme="light"):
        if (width, path, scheme) not in pages:
            page = pages[width, path, scheme] = window(chromium, path, width, scheme=scheme)
            page.evaluate("checks.unfold()")
        return pages[width, path, scheme]

    return show


@pytest.fixture(scope="session", autouse=True)
def _decided_once(shared):
    """Decide once for all tests what is shown of the same answers to a level, which takes seconds."""
    known, suppress = {}, suppression.suppress

    @wraps(suppress)
    def remembered(*given):
        key = hashlib.sha256(pickle.dumps(given)).hexdigest()
        place = shared / f"decided-{key}.pickle"
        if key not in known:
            with FileLock(place.with_suffix(".lock")):
                if not place.exists():
                    place.write_bytes(pickle.dumps(suppress(*given)))
            known[key] = place.read_bytes()
        return pickle.loads(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suppression, "suppress", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_once():
    """Read the same files once in a process, but in tests that replace parts of the code."""
    known, read = {}, inputs.read_inputs

    @wraps(read)
    def remembered(data):
        files = sorted(path for path in data.parent.iterdir() if path.is_file()) if data.is_file() else []
        key = data, digest(None, files)
        if replacing.is_set() or not files:
            return read(data)
        if key not in known:
            known[key] = pickle.dumps(read(data))
        return pickle.loads(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "read_inputs", remembered)
        yield


replacing = threading.Event()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    replacing.set() if "monkeypatch" in item.fixturenames else replacing.clear()


@pytest.fixture
def decided_anew(monkeypatch, _decided_once):
    """Decide again what is shown, whatever was decided before."""
    monkeypatch.setattr(suppression, "suppress", suppression.suppress.__wrapped__)

"""The report in a browser, made anew when something it is made of is saved."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from queue import Queue

import jinja2
from watchfiles import DefaultFilter, watch

from impactmonitor.paths import BRAND, DATA, MADE, NOTEBOOKS, ROOT, THEME
from impactmonitor.problems import BuildError, InputError, UsageError
from impactmonitor.report.front import page_files

TEMPLATE = THEME / "preview.html"
FEED = "/_feed"
LISTENING = f'<script>new EventSource("{FEED}").onmessage = (e) => e.data === "%d" || location.reload();</script>'
PATIENCE = 5
"""Seconds after which a browser that waits is told that nothing is new: so one that left is noticed."""
QUIET_MS, LONGEST_MS = 50, 400
"""Milliseconds without a change after which a save is over; and how long changes are gathered at most."""
FOLDERS = [ROOT / name for name in ("chapters", "images", "_extensions", "impactmonitor")] + [DATA, NOTEBOOKS]
IMPORTED = [ROOT / "impactmonitor", BRAND]
"""What a process reads once: where it changes, the preview starts anew."""
COMMAND = "from impactmonitor.cli import main; main()"
IMPORTS = "import impactmonitor.cli, impactmonitor.run.build, impactmonitor.run.evidence, impactmonitor.report.engines"
SOURCE = re.compile(r"report\.qmd|_quarto.*\.yml|_brand\.yml|references\..*")
"""Names of sources in the project's own folder."""
HEADING = re.compile(r"after #([\w-]+)")


class Sources(DefaultFilter):
    """Tells the files that a report is made of from those that are made."""

    def __call__(self, change: object, path: str) -> bool:
        """Whether a change counts."""
        file = Path(path)
        made = file.is_relative_to(ROOT / MADE) or file.name.startswith(".")
        other = file.parent == ROOT and not SOURCE.fullmatch(file.name) and file.name not in _named()
        return not (made or other) and super().__call__(change, path)  # type: ignore[arg-type]


def _named() -> list[str]:
    """Name the files beside the text that its front matter takes into the page; none while that is wrong."""
    with suppress(BuildError):
        return page_files(ROOT)
    return []


class Stage:
    """What the browser is shown: the last report, or what is wrong.

    Parameters
    ----------
    texts : Path
        Folder of the text that the report is made of.

    Attributes
    ----------
    number : int
        Grows when something else is shown.
    folder : Path or None
        Holds the report.
    problem : str
        Why there is none; empty where it is shown.
    """

    def __init__(self, texts: Path = ROOT) -> None:
        self.texts = texts
        self.number = int.from_bytes(os.urandom(4))
        self.folder: Path | None = None
        self.problem = ""
        self._news = threading.Condition()

    def show(self, folder: Path | None, problem: str = "") -> None:
        """Show a report, or a problem."""
        with self._news:
            self.folder, self.problem, self.number = folder or self.folder, problem, self.number + 1
            self._news.notify_all()

    def after(self, number: int) -> int:
        """Wait until something else than `number` is shown, or `PATIENCE` is over; returns what is shown."""
        with self._news:
            self._news.wait_for(lambda: self.number != number, PATIENCE)
            return self.number

    def page(self) -> str:
        """Return the page, which reloads when something else is shown."""
        number, problem = self.number, self.problem
        file = self.folder / "report.html" if self.folder and not problem else None
        if file and file.exists():  # a moment ago it may have been taken away for its successor
            html = file.read_text(encoding="utf-8")
        else:
            template = jinja2.Template((ROOT / TEMPLATE).read_text(encoding="utf-8"), autoescape=True)
            html = template.render(problems=[located(line, self.texts) for line in problem.splitlines()])
        return html.replace("</body>", LISTENING % number + "</body>")


def located(problem: str, texts: Path = ROOT) -> str:
    """Add the file and the line of the heading that a message names."""
    named = HEADING.search(problem)
    chapters = [path for folder in dict.fromkeys((texts, ROOT)) for path in sorted((folder / "chapters").glob("*.qmd"))]
    for path in [texts / "report.qmd", *chapters] if named else []:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if f"#{named[1]}" in line and line.startswith("#"):  # type: ignore[index]
                place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
                return f"{problem} ({place}, after line {number})"
    return problem


class Handler(BaseHTTPRequestHandler):
    """Serves the page, the news that there is another, and the files beside the report."""

    protocol_version = "HTTP/1.1"

    def __init__(self, stage: Stage, *given: object) -> None:
        self.stage = stage
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer; only who asks for this machine by its own name, so that no other page can read along."""
        path = self.path.partition("?")[0]
        if (self.headers["Host"] or "").partition(":")[0] not in {"127.0.0.1", "localhost"}:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif path == FEED:
            self._feed()
        elif path == "/":
            self._send(self.stage.page().encode(), "text/html; charset=utf-8")
        elif (found := self._beside(path.lstrip("/"))) is not None:
            self._send(found, guess_type(path)[0] or "application/octet-stream")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _beside(self, name: str) -> bytes | None:
        """Read a file beside the report; None where there is none, as for a moment while another takes its place."""
        with suppress(OSError):
            there = {path.name: path for path in self.stage.folder.iterdir()} if self.stage.folder else {}
            return there[name].read_bytes() if name in there else None
        return None

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _feed(self) -> None:
        """Tell what is shown, again and again, until the browser has left."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection, number = True, self.stage.number
        try:
            while True:
                self.wfile.write(f"data: {number}\n\n".encode())
                self.wfile.flush()
                number = self.stage.after(number)
        except OSError:
            return

    def log_message(self, *given: object) -> None:
        """Say nothing of what is asked for."""


def serve(stage: Stage, port: int = 0) -> ThreadingHTTPServer:
    """Serve on this machine only, on a port that is free where none is given; returns the server, which runs.

    Raises
    ------
    UsageError
        The port is taken.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, stage))
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}; without it, a free one is taken") from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def changes(folders: Iterable[Path], root: Path = ROOT) -> Iterator[set[Path]]:
    """Watch these folders and the files of the root from now on; yields what was saved, also before it is asked for."""
    saved: Queue[set[Path] | None] = Queue()

    def look(*paths: Path, recursive: bool) -> None:
        found = watch(*paths, watch_filter=Sources(), recursive=recursive, step=QUIET_MS, debounce=LONGEST_MS)
        for one in found:
            saved.put({Path(path) for _, path in one})

    there = [path for path in folders if path.is_dir()]
    for paths, recursive in ((there, True), ([root], False)):
        threading.Thread(target=look, args=paths, kwargs={"recursive": recursive}, daemon=True).start()
    return iter(saved.get, None)


def make(stage: Stage, report: Callable[[], Path], say: Callable[[str], None]) -> None:
    """Make the report and show it, or what is wrong with it."""
    try:
        stage.show(report())
    except (InputError, UsageError, BuildError, OSError) as error:
        say(str(error))
        stage.show(None, str(error))


def preview(
    report: Callable[[], Path],
    texts: Path,
    folders: Iterable[Path],
    port: int,
    browse: bool,
    say: Callable[[str], None],
) -> None:
    """Show a report in the browser until interrupted, and make it anew when something is saved.

    Parameters
    ----------
    report : callable
        Makes it, and returns its folder.
    texts : Path
        Folder of the text that it is made of.
    folders : iterable of Path
        Watched beside those of the project.
    port : int
        0 takes one that is free.
    browse : bool
        Open the browser.
    say : callable
        Told in one line what is being done.
    """
    stage = Stage(texts)
    server = serve(stage, port)
    port = server.server_port
    say(f"preview: http://127.0.0.1:{port}/ (Ctrl-C ends it)")
    saved = changes([*FOLDERS, *folders])
    if browse:
        webbrowser.open(f"http://127.0.0.1:{port}/")
    make(stage, report, say)
    for paths in saved:
        if not any(path.is_relative_to(one) for path in paths for one in IMPORTED):
            make(stage, report, say)
        elif problem := wrong_code():
            say(problem)
            stage.show(None, problem)
        else:
            anew(port, say)


def wrong_code() -> str:
    """Say why the package cannot be imported as it is; empty where it can."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=False)
    return done.stderr.strip()


def anew(port: int, say: Callable[[str], None]) -> None:
    """Start this command anew on the same port, for what it has imported has changed."""
    from impactmonitor.run import kernels

    say("preview: the package or the brand file changed: starting anew")
    kernels.close()
    same = ["--no-browser", "--port", str(port)]  # what comes last holds
    os.execv(sys.executable, [sys.executable, "-c", COMMAND, *sys.argv[1:], *same])

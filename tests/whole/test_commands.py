"""Every command of the documents, said in a clean clone as a newcomer says it."""

import os
import re
import shlex
import shutil
import signal
import subprocess

import pytest

from impactmonitor.paths import ROOT

pytestmark = pytest.mark.thorough

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/handleiding.md", "docs/new-wave.md"]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LEAVES = re.compile(r"\s+# → (\S+)$|\s+#.*$")
BY_HAND = {
    "python3 -m venv .venv": "replaces the environment that the commands before it made",
    ".venv/bin/python -m pip": "takes pip a minute; make does the same with uv",
    ".venv/bin/impactmonitor comments": "takes what reviewers sent: tests/report/test_returned.py makes that",
    ".venv/bin/impactmonitor new": "takes what a survey tool kept: tests/survey/test_proposal.py makes that",
    "git apply": "takes the patch that the command before it leaves",
}
UNTIL_STOPPED = "make preview"


def commands():
    """List the commands as the documents give them, each once, with the file or folder it says that it leaves."""
    found = {}
    for document in DOCUMENTS:
        for block in BLOCK.findall((ROOT / document).read_text(encoding="utf-8")):
            for line in block.splitlines():
                leaves = LEAVES.search(line)
                found.setdefault(LEAVES.sub("", line), leaves and leaves[1])
    return list(found.items())


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Clone the project as committed, with what has been changed since in the files that git knows."""
    target = tmp_path_factory.mktemp("clean") / "clone"

    def git(*words, folder=ROOT):
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("needs git and the project's history")
    state = git("stash", "create") or git("rev-parse", "HEAD")
    git("clone", "--quiet", "--shared", "--no-checkout", str(ROOT), str(target))
    git("checkout", "--quiet", "--detach", state, folder=target)
    shutil.copytree(target / "data", target / "wave-2025")
    shutil.copy(target / "data" / "respons.csv", target / "wave-2025" / "export.csv")
    shutil.copy(target / "data" / "respons.csv", target / "export.csv")
    return target


def environment():
    """Return what a newcomer's shell knows: nothing of this test run."""
    ours = ("COV", "PYTEST", "PYTHON", "VIRTUAL_ENV", "SOURCE_DATE_EPOCH", "IMPACTMONITOR", "MAKE", "MFLAGS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def said_first(command, folder, told):
    """Start what runs until it is stopped, wait for its address or its end, and stop it: what it said."""
    told = told | {"BROWSER": "true"}  # a program that shows nothing
    with subprocess.Popen(
        shlex.split(command),
        cwd=folder,
        env=told,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # in the background it is ignored
    ) as running:
        said = []
        for line in running.stderr:
            said.append(line)
            if "http://" in line:
                os.killpg(running.pid, signal.SIGINT)
        running.wait()
    return "".join(said)


@pytest.mark.parametrize(("command", "leaves"), commands(), ids=[command for command, _ in commands()])
def test_command(clone, command, leaves):
    program = shlex.split(command)[0]
    for start, reason in BY_HAND.items():
        if command.startswith(start):
            pytest.skip(reason)
    if program in {"conda", "quarto"} and not shutil.which(program):
        pytest.skip(f"no {program} on this machine")
    told = environment() | {"SKIP": "mypy"}  # of the hooks; it takes its time in a clone, and `make check` runs it
    if command.startswith("make test"):
        told["PYTEST_ADDOPTS"] = "tests/analysis/test_inference.py"  # the rest runs around this very test
    if program == "conda":
        command += " --dry-run"
    if command == UNTIL_STOPPED:
        assert "http://127.0.0.1" in said_first(command, clone, told)
        return
    done = subprocess.run(command, shell=True, cwd=clone, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    if leaves:
        assert (clone / leaves).exists(), f"{command} did not leave {leaves}"

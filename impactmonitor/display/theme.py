"""The look of the report as figures take it: tokens, and the fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from impactmonitor.paths import ROOT, THEME
from impactmonitor.problems import BuildError

# What each face of the font package is in CSS: weight, style. Print uses all of them, the HTML those in WEB.
FACES = {
    "SourceSansPro": (400, "normal"),
    "SourceSansProIt": (400, "italic"),
    "SourceSansProSemibold": (600, "normal"),
    "SourceSansProBold": (700, "normal"),
    "SourceSansProBoldIt": (700, "italic"),
}


@cache
def tokens(path: Path = ROOT / THEME / "tokens.yml") -> dict[str, Any]:
    """Read the colours, type and spacing of the theme; raises `BuildError` when the file cannot be read."""
    try:
        found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(f"theme: {path.name}: {error.strerror}") from error
    except (UnicodeError, yaml.YAMLError) as error:
        raise BuildError(f"theme: {path.name} is not YAML: {' '.join(str(error).split())}") from error
    return found


def font_files() -> dict[str, Path]:
    """Return the static font files by face.

    Raises
    ------
    BuildError
        The font package is not installed whole.
    """
    try:
        from font_source_sans_pro import font_files_ttf
    except ImportError as error:
        raise BuildError("theme: the package font-source-sans-pro is not installed") from error
    found = {name: Path(font_files_ttf[name]) for name in FACES}
    for name, path in found.items():
        if not path.is_file():
            raise BuildError(f"theme: font file {path.name} ({name}) is missing")
    return found


@cache
def register_fonts() -> str:
    """Make the theme's fonts known to matplotlib and return the family's name."""
    from matplotlib import font_manager

    for path in font_files().values():
        font_manager.fontManager.addfont(str(path))
    return str(tokens()["type"]["family"])

"""The look of the report, of the brand file: colours, type, spacing, logo, and the fonts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.paths import BRAND
from impactmonitor.problems import BuildError, InputError, Problem

# What each face of the font package is in CSS: weight, style. Print uses all of them, the HTML those in WEB.
FACES = {
    "SourceSansPro": (400, "normal"),
    "SourceSansProIt": (400, "italic"),
    "SourceSansProSemibold": (600, "normal"),
    "SourceSansProBold": (700, "normal"),
    "SourceSansProBoldIt": (700, "italic"),
}
PACKAGED = "Source Sans Pro"


@cache
def brand() -> dict[str, Any]:
    """Read the brand file; raises `InputError` when it cannot be read, or lists all that is wrong in it."""
    found: dict[str, Any] = read_yaml(BRAND, "brand")
    picture = found.get("logo")
    if picture and not (BRAND.parent / picture).is_file():
        raise InputError([Problem(f"{BRAND.name}, logo", f"file {picture} is missing")])
    return found


@cache
def tokens() -> dict[str, Any]:
    """Return the colours, scales, sizes and spacing by name; raises `InputError` as `brand` does."""
    found = brand()
    look: dict[str, Any] = found["defaults"]["monitor"]
    sizes = {name: look[name] for name in ("html", "print", "figure")}
    kept = {name: look[name] for name in ("scales", "groups", "dark", "space")}
    return {"colours": found["color"]["palette"], **kept, "type": {"family": found["typography"]["base"], **sizes}}


def logo() -> Path | None:
    """Return the file of the logo, if there is one."""
    name = brand().get("logo")
    return BRAND.parent / name if name else None


def font_files() -> dict[str, Path]:
    """Return the static font files by face.

    Raises
    ------
    InputError
        The brand file names a family without the files of it.
    BuildError
        The font package is not installed whole.
    """
    family = brand()["typography"]["base"]
    given = [one for one in brand()["typography"].get("fonts", []) if one["family"] == family]
    if given:
        files = {(one["weight"], one["style"]): BRAND.parent / one["path"] for one in given[0]["files"]}
        if missing := [face for face in FACES.values() if face not in files]:
            raise _no_font(f"{family} has no file for weight {missing[0][0]}, style {missing[0][1]}")
        found = {name: files[face] for name, face in FACES.items()}
        if gone := [path for path in found.values() if not path.is_file()]:
            raise _no_font(f"file {gone[0].relative_to(BRAND.parent)} is missing")
        return found
    if family != PACKAGED:
        raise _no_font(f"there are no files of {family}; allowed without: {PACKAGED}")
    return _packaged()


def _no_font(message: str) -> InputError:
    return InputError([Problem(f"{BRAND.name}, typography", message)])


def _packaged() -> dict[str, Path]:
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

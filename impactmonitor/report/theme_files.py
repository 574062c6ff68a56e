"""What the engines need of the look, as files in the extension: colours, type, spacing, logo and the fonts."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
from functools import cache
from html import escape
from importlib.metadata import distribution, version
from pathlib import Path

from filelock import FileLock

from impactmonitor.display.theme import FACES, brand, font_files, logo, tokens
from impactmonitor.files.kept import code, digest, installed
from impactmonitor.files.whole import write_whole
from impactmonitor.paths import MADE, ROOT, THEME
from impactmonitor.problems import BuildError
from impactmonitor.report.word import cover, margin_twips, reference

# For what answers may hold beyond the report's own fonts: other scripts, symbols, and signs that stand for any other
# character, each with the name of its script. matplotlib brings them, with their open licences.
LOCK = ROOT / "_build" / "theme.lock"
FALLBACK = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LastResortHE-Regular.ttf")
# All are named to Typst, for among the other fonts that Quarto or the machine brings it would choose for itself.
FALLBACK_FAMILIES = ("DejaVu Sans", "Last Resort High-Efficiency")
WEB = ("SourceSansPro", "SourceSansProIt", "SourceSansProSemibold", "SourceSansProBold")
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A]
LATIN += map(ord, "€™←↑→↓−≈≤≥□○☐▲▼")


def css_variables() -> str:
    """Write the tokens as CSS custom properties on ``:root``."""
    look = tokens()
    rows = [(name.replace("_", "-"), value) for name, value in look["colours"].items()]
    rows += [(f"size-{name}", f"{size}rem") for name, size in look["type"]["html"].items()]
    rows += [("family", f'"{look["type"]["family"]}", "Segoe UI", "Helvetica Neue", Arial, sans-serif')]
    rows += [("measure", f"{look['space']['measure']}rem")]
    return ":root { color-scheme: light;\n" + "".join(f"  --{name}: {value};\n" for name, value in rows) + "}\n"


def dark_css() -> str:
    """Write the tokens of a dark screen: custom properties, and what becomes of each colour in a drawing."""
    look = tokens()
    dark = look["dark"]
    colours = [name for name in look["colours"] if name in dark]
    properties = "".join(f"  --{name.replace('_', '-')}: {dark[name]};\n" for name in colours)
    becomes = {look["colours"][name]: dark[name] for name in ("ink", "muted", "line", "paper")}
    for light, other in ((look["scales"]["scale"], dark["scale"]), (look["groups"], dark["groups"])):
        becomes |= dict(zip(light, other, strict=True))
    rules = "".join(
        f'main .figuur[id] svg [style*="{part}: {light}"] {{ {part}: {other} !important; }}\n'
        for light, other in becomes.items()
        for part in ("fill", "stroke")
    )
    return (
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{ color-scheme: dark;\n{properties}}}\n{rules}}}\n"
    )


def typst_values() -> str:
    """Write the tokens as Typst definitions."""
    look = tokens()
    rows = [(name.replace("_", "-"), f'rgb("{value}")') for name, value in look["colours"].items()]
    rows += [(f"size-{name}", f"{size}pt") for name, size in look["type"]["print"].items()]
    families = ", ".join(f'"{name}"' for name in (look["type"]["family"], *FALLBACK_FAMILIES))
    rows += [("family", f"({families})"), ("margin", f"{look['space']['page_margin']}mm")]
    rows += [("leading", f"{look['space']['leading']}em"), ("paragraph", f"{look['space']['paragraph']}em")]
    return "".join(f"#let t-{name} = {value}\n" for name, value in rows)


def fallback_files() -> list[Path]:
    """Return the font files for characters that the theme's own fonts lack; raises `BuildError` when one is missing."""
    # Not asked of matplotlib, which takes longer to import than all else here.
    folder = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))
    if missing := [name for name in FALLBACK if not (folder / name).is_file()]:
        raise BuildError(f"theme: font file {missing[0]} is missing; matplotlib brings it")
    return [folder / name for name in FALLBACK]


@cache
def fonts_css(kept: Path = ROOT / "_build") -> str:
    """Return the faces for the HTML, cut down to the characters of western European text.

    Cutting takes over a second, so the result is kept in `kept`, named after what it was cut from.
    """
    files = font_files()
    digest = hashlib.sha256(repr((tokens()["type"]["family"], LATIN, FACES, version("fonttools"))).encode())
    for name in WEB:
        digest.update(files[name].read_bytes())
    css = kept / f"fonts-{digest.hexdigest()[:12]}.css"
    if not css.exists():
        write_whole(css, _cut_fonts())
    return css.read_text(encoding="utf-8")


def _cut_fonts() -> str:
    from fontTools.subset import Options, Subsetter, load_font, save_font

    files, rules = font_files(), []
    with tempfile.TemporaryDirectory() as folder:
        for name in WEB:
            options = Options(flavor="woff2", layout_features=["*"], recalc_timestamp=False)
            font = load_font(str(files[name]), options)
            cutter = Subsetter(options)
            cutter.populate(unicodes=LATIN)
            cutter.subset(font)
            target = Path(folder) / f"{name}.woff2"
            save_font(font, str(target), options)
            data = base64.b64encode(target.read_bytes()).decode()
            weight, style = FACES[name]
            rules.append(
                f'@font-face {{ font-family: "{tokens()["type"]["family"]}"; font-weight: {weight}; '
                f"font-style: {style}; font-display: swap; "
                f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
            )
    return "".join(rules)


def logo_html() -> str:
    """Return the logo as part of a page, which asks for nothing; empty where there is none."""
    path = logo()
    if not path:
        return ""
    kind = "png" if path.suffix == ".png" else "jpeg"
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<img class="logo" src="data:image/{kind};base64,{data}" alt="{escape(brand()["meta"]["name"])}">'


def write_theme(build: Path) -> None:
    """Make the files that the extension needs beside its own, in the project and in a folder to render in.

    They are committed with the extension, so that it can be added to a folder that has nothing else of the project.

    Parameters
    ----------
    build : Path
        Gets a copy of the project's, unless it has them.
    """
    files = [*font_files().values(), *fallback_files(), *sorted((ROOT / THEME / "word").iterdir())]
    key = digest([*installed(), str(logo())], [*code(), *files, *filter(None, [logo()])])
    made, target = ROOT / MADE, build / MADE
    LOCK.parent.mkdir(exist_ok=True)
    with FileLock(LOCK):  # of variants side by side the first makes it, and the others wait for that
        if not _is(made, key):
            make_theme(made)
            write_whole(made / "key", key)
        if not _is(target, key):
            shutil.copytree(made, target, dirs_exist_ok=True)


def _is(folder: Path, key: str) -> bool:
    """Whether a folder is whole, and made of the same."""
    return (
        (folder / "fonts" / "fonts.css").is_file()
        and (folder / "key").is_file()
        and (folder / "key").read_text(encoding="utf-8") == key
    )


def make_theme(folder: Path) -> None:
    """Write what the extension needs.

    Parameters
    ----------
    folder : Path
        Gets ``tokens.css``, ``tokens.typ``, ``brand.json``, ``cover.xml``, ``reference.docx``, the logo where there is
        one, and in ``fonts/`` the static fonts, their licences and ``fonts.css``, which holds the fonts of the HTML.
    """
    files = font_files()
    fonts = folder / "fonts"
    for path in [*files.values(), *fallback_files()]:
        write_whole(fonts / path.name, path.read_bytes())
    licences = [next(iter(files.values())).with_name("LICENSE.txt"), fallback_files()[0].with_name("LICENSE_DEJAVU")]
    for licence in licences:
        if licence.is_file():
            write_whole(fonts / licence.name, licence.read_bytes())
    write_whole(fonts / "fonts.css", fonts_css())
    write_whole(folder / "tokens.css", css_variables() + dark_css())
    write_whole(folder / "tokens.typ", typst_values())
    write_whole(folder / "cover.xml", cover())
    write_whole(folder / "reference.docx", reference())
    picture, said = logo(), {"name": brand()["meta"]["name"], "margin": margin_twips()}
    if picture:
        name = f"logo{picture.suffix}"
        write_whole(folder / name, picture.read_bytes())
        said |= {"logo": name, "html": logo_html()}
    write_whole(folder / "brand.json", json.dumps(said))

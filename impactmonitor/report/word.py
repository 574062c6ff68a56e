"""The look of the Word file: styles, page and running heads for pandoc to take over, and the report's fonts in it."""

from __future__ import annotations

import io
import subprocess
import uuid
import zipfile
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import Any

import yaml
from lxml import etree

from impactmonitor.display.theme import FACES, brand, font_files, logo, tokens
from impactmonitor.paths import ROOT, THEME
from impactmonitor.report.front import read_front

PARTS = ("styles.xml", "document.xml", "header.xml", "footer.xml")
RUNNING = {"header": "hdr", "footer": "ftr"}
OFFICE = "openxmlformats-officedocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = f"{{{WORD}}}"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
NOTE = "Noot"
SMALL, BRIEF, ENDS = 30, 120, 2
"""Rows, and characters of a cell, of a table kept on a page; of others, the rows that stay together at each end."""
ON_OPENING = (
    '<w:updateFields w:val="true"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
)
"""Word works out the pages in the contents, having asked, as LibreOffice does unasked; and breaks pages as of 2013."""
TWIPS_PER_MM, EMU_PER_MM = 1440 / 25.4, 36000
HEAD_MM = 7
"""How high the logo is in the running head."""
EMBEDDED = {
    (400, "normal"): "embedRegular",
    (700, "normal"): "embedBold",
    (400, "italic"): "embedItalic",
    (700, "italic"): "embedBoldItalic",
}


def reference() -> bytes:
    """Make the document that pandoc takes the look of: its own, with the parts of the theme in place of its parts."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, check=True).stdout
    kept = {name: _adapted(name, data.decode()).encode() for name, data in unpacked(io.BytesIO(default)).items()}
    parts = {f"word/{name}": _part(name).encode() for name in PARTS}
    if picture := logo():
        parts[f"word/media/logo{picture.suffix}"] = picture.read_bytes()
        relation = f'<Relationship Id="rIdLogo" Type="{RELATIONS}/image" Target="media/logo{picture.suffix}"/>'
        parts["word/_rels/header.xml.rels"] = _relationships(relation)
    made = io.BytesIO()
    pack(made, kept | parts)
    return made.getvalue()


def cover() -> str:
    """Return the blocks of colour behind the text of the cover, which go into its first paragraph."""
    text = (ROOT / THEME / "word" / "cover.xml").read_text(encoding="utf-8")
    return Template(text[text.index("<w:r ") :]).substitute(_colours())


def finish(path: Path, build: Path | None = None) -> None:
    """Make of a Word file what no engine does: its own running heads, pages that break well, fonts in it.

    Parameters
    ----------
    path : Path
        Written anew.
    build : Path, optional
        Holds ``_metadata.yml`` and the text; where the file is by default.

    Raises
    ------
    BuildError
        The front matter of the text cannot be followed.
    """
    parts = unpacked(path)
    folder = build or path.parent
    metadata = yaml.safe_load((folder / "_metadata.yml").read_text(encoding="utf-8")) | read_front(folder)
    parts |= {f"word/{name}.xml": _part(f"{name}.xml", _said(metadata)).encode() for name in RUNNING}
    document = etree.fromstring(parts["word/document.xml"])
    _mend_pictures(document)
    for table in document.iter(f"{W}tbl"):
        _keep_whole(table)
    parts["word/document.xml"] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    settings = parts["word/settings.xml"].decode()
    parts["word/settings.xml"] = settings.replace("<w:rsids>", f"{ON_OPENING}<w:rsids>").encode()
    _embed_fonts(parts)
    pack(path, parts)


def _mend_pictures(document: Any) -> None:
    """Give pictures no distance from what is around them, which LibreOffice would cut off, and describe them twice."""
    for inline in document.iter(f"{{{DRAWING}}}inline"):
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        told = inline.find(f"{{{DRAWING}}}docPr").get("descr")
        for picture in inline.iter(f"{{{PICTURE}}}cNvPr"):
            picture.set("descr", told)


def _keep_whole(table: Any) -> None:
    """Let no row break; keep a small table, and the ends of a long one, on one page with its caption and its note."""
    rows = table.findall(f"{W}tr")
    for row in rows:
        properties = _properties(row, "trPr")
        if properties.find(f"{W}cantSplit") is None:
            properties.insert(0, etree.Element(f"{W}cantSplit"))
    following = table.getnext()
    noted = following is not None and _style(following) == NOTE
    last = len(rows) - (0 if noted else 1)
    small = len(rows) <= SMALL and max(len("".join(cell.itertext())) for cell in table.iter(f"{W}tc")) <= BRIEF
    for place, row in enumerate(rows[:last]):
        if small or place < ENDS or place >= len(rows) - ENDS:
            for paragraph in row.iter(f"{W}p"):
                properties = _properties(paragraph, "pPr")
                properties.insert(int(properties.find(f"{W}pStyle") is not None), etree.Element(f"{W}keepNext"))


def _properties(element: Any, name: str) -> Any:
    """Return the properties of a row or paragraph, which come first in it, made where there are none."""
    found = element.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        element.insert(0, found)
    return found


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(f"{W}val"))


def _embed_fonts(parts: dict[str, bytes]) -> None:
    """Add the fonts, so that the file looks the same where they are not installed.

    Each is scrambled by a key that the file names, as Office Open XML part 1, section 17.8.1, prescribes.
    """
    faces, relations = "", ""
    roles = {EMBEDDED[face]: name for name, face in FACES.items() if face in EMBEDDED}
    for number, role in enumerate(role for role in EMBEDDED.values() if role in roles):
        data = font_files()[roles[role]].read_bytes()
        key = uuid.uuid5(uuid.NAMESPACE_OID, roles[role])
        mask = key.bytes[::-1] * 2
        parts[f"word/fonts/font{number}.odttf"] = bytes(a ^ b for a, b in zip(data, mask, strict=False)) + data[32:]
        faces += f'<w:{role} r:id="rId{number}" w:fontKey="{{{str(key).upper()}}}"/>'
        relations += f'<Relationship Id="rId{number}" Type="{RELATIONS}/font" Target="fonts/font{number}.odttf"/>'
    family = tokens()["type"]["family"]
    parts["word/fontTable.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{WORD}" xmlns:r="{RELATIONS}">'
        f'<w:font w:name="{family}"><w:family w:val="swiss"/><w:pitch w:val="variable"/>{faces}</w:font></w:fonts>'
    ).encode()
    parts["word/_rels/fontTable.xml.rels"] = _relationships(relations)
    obfuscated = f'<Default Extension="odttf" ContentType="application/vnd.{OFFICE}.obfuscatedFont"/>'
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace("<Default ", f"{obfuscated}<Default ", 1).encode()
    embedding = b"<w:embedTrueTypeFonts/><w:embedSystemFonts"
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"<w:embedSystemFonts", embedding)


def unpacked(file: Path | io.BytesIO) -> dict[str, bytes]:
    """Read the parts of a Word file, by name."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path | io.BytesIO, parts: Mapping[str, bytes]) -> None:
    """Write a package without times, so that equal parts give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _colours() -> dict[str, str]:
    return {name: value.lstrip("#") for name, value in tokens()["colours"].items()}


TITLE = (
    '<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TITLE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/>'
)
"""The title of a document, which Word and LibreOffice fill in."""


def _part(name: str, said: Mapping[str, str] = MappingProxyType({"heading": TITLE, "naam": "", "melding": ""})) -> str:
    """Fill in a part of the theme: colours, sizes in half points, the margin, and what the running heads say."""
    look = tokens()
    values = _colours() | {name: str(round(2 * size)) for name, size in look["type"]["print"].items()}
    values |= {"family": look["type"]["family"], "logo": _logo_in_head(), **said}
    values["margin"] = str(margin_twips())
    return Template((ROOT / THEME / "word" / name).read_text(encoding="utf-8")).substitute(values)


def _said(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Return what the running heads of a report say."""
    return {
        "heading": f"<w:t>{escape(unescape(metadata['title']))}</w:t>",
        "naam": escape(unescape(metadata["rapport"]["naam"])),
        "melding": escape(unescape(metadata["rapport"].get("herkomst", {}).get("voet", ""))),
    }


def margin_twips() -> int:
    """Return how wide the margins are, in the twentieths of a point of Word."""
    return round(float(tokens()["space"]["page_margin"]) * TWIPS_PER_MM)


def _logo_in_head() -> str:
    """Return the logo as a drawing for the running head; empty where there is none."""
    picture = logo()
    if not picture:
        return ""
    from matplotlib.image import imread

    height, width = imread(picture).shape[:2]
    size = {"high": round(HEAD_MM * EMU_PER_MM), "wide": round(HEAD_MM * EMU_PER_MM * width / height)}
    text = (ROOT / THEME / "word" / "logo.xml").read_text(encoding="utf-8")
    return Template(text[text.index("<w:r ") :]).substitute({**size, "name": escape(brand()["meta"]["name"])})


def _relationships(relations: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    ).encode()


def _adapted(name: str, text: str) -> str:
    """Announce the running heads to the package, and the language to the settings."""
    match name:
        case "[Content_Types].xml":
            added = "".join(
                f'<Override PartName="/word/{part}.xml" '
                f'ContentType="application/vnd.{OFFICE}.wordprocessingml.{part}+xml" />'
                for part in RUNNING
            )
            return text.replace("</Types>", f"{added}</Types>")
        case "word/_rels/document.xml.rels":
            added = "".join(
                f'<Relationship Type="{RELATIONS}/{part}" Id="rId{part.capitalize()}" Target="{part}.xml" />'
                for part in RUNNING
            )
            return text.replace("</Relationships>", f"{added}</Relationships>")
        case "word/settings.xml":
            dutch = {'themeFontLang w:val="en-US"': 'themeFontLang w:val="nl-NL"'}
            dutch |= {
                'decimalSymbol w:val="."': 'decimalSymbol w:val=","',
                'Separator w:val=","': 'Separator w:val=";"',
            }
            for english, word in dutch.items():
                text = text.replace(english, word)
            return text
        case _:
            return text

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
from typing import Any

import yaml

REFERENCE = Path("_generated", "reference.docx")
PARTS = ("styles.xml", "document.xml", "header.xml", "footer.xml")
RUNNING = {"header": "hdr", "footer": "ftr"}
OFFICE = "openxmlformats-officedocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TWIPS_PER_MM = 1440 / 25.4
EMBEDDED = {
    (400, "normal"): "embedRegular",
    (700, "normal"): "embedBold",
    (400, "italic"): "embedItalic",
    (700, "italic"): "embedBoldItalic",
}


def write_reference(build: Path) -> None:
    """Write ``_generated/reference.docx``: pandoc's own, with the parts of ``theme/word`` in place of its parts.

    Parameters
    ----------
    build : Path
        Holds ``_metadata.yml`` and ``theme/word``.
    """
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, check=True).stdout
    values = _values(yaml.safe_load((build / "_metadata.yml").read_text(encoding="utf-8")))
    parts = {
        f"word/{name}": Template((build / "theme" / "word" / name).read_text(encoding="utf-8")).substitute(values)
        for name in PARTS
    }
    kept = {name: data.decode() for name, data in _unpacked(io.BytesIO(default)).items()}
    _pack(build / REFERENCE, {name: _adapted(name, text).encode() for name, text in (kept | parts).items()})


def finish(path: Path) -> None:
    """Keep the rows of a Word file's tables whole, and put the report's fonts into it."""
    parts = _unpacked(path)
    text = parts["word/document.xml"].decode()
    text = text.replace("<w:tr>", "<w:tr><w:trPr><w:cantSplit/></w:trPr>").replace("</w:trPr><w:trPr>", "")
    parts["word/document.xml"] = text.encode()
    _embed_fonts(parts)
    _pack(path, parts)


def _embed_fonts(parts: dict[str, bytes]) -> None:
    """Add the fonts, so that the file looks the same where they are not installed.

    Each is scrambled by a key that the file names, as Office Open XML part 1, section 17.8.1, prescribes.
    """
    from impactmonitor.display.theme import FACES, font_files, tokens

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
    parts["word/_rels/fontTable.xml.rels"] = (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
    ).encode()
    obfuscated = f'<Default Extension="odttf" ContentType="application/vnd.{OFFICE}.obfuscatedFont"/>'
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace("<Default ", f"{obfuscated}<Default ", 1).encode()
    embedding = b"<w:embedTrueTypeFonts/><w:embedSystemFonts"
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"<w:embedSystemFonts", embedding)


def _unpacked(file: Path | io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write a package without times, so that equal parts give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _values(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Name what the parts are filled in with: colours, sizes in half points, the margin, the running heads."""
    from impactmonitor.display.theme import tokens

    look = tokens()
    values = {name: value.lstrip("#") for name, value in look["colours"].items()}
    values |= {name: str(round(2 * size)) for name, size in look["type"]["print"].items()}
    values["family"] = look["type"]["family"]
    values["margin"] = str(round(look["space"]["page_margin"] * TWIPS_PER_MM))
    values["heading"] = escape(unescape(metadata["title"]))
    values["naam"] = escape(unescape(metadata["rapport"]["naam"]))
    values["melding"] = "Antwoorden per persoon: reconstructie" if metadata.get("reconstructie") else ""
    return values


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

"""Codebooks as programs for qualitative analysis exchange them (REFI-QDA, ``.qdc``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from impactmonitor.files.accepted import refuse
from impactmonitor.files.whole import write_whole

NAMESPACE = "urn:QDA-XML:codebook:1.0"


@dataclass(frozen=True)
class Code:
    """A code: with codes under it, it only groups them.

    Attributes
    ----------
    name, description : str
    key : str
        What its identifier is made of; empty where it was read.
    guid : str
        Its identifier; made of the key where it is empty.
    under : tuple of Code
    """

    name: str
    description: str = ""
    key: str = ""
    guid: str = ""
    under: tuple[Code, ...] = field(default_factory=tuple)


def guid_of(key: str) -> str:
    """Return the identifier of a code by its key: always the same."""
    return str(uuid5(NAMESPACE_URL, f"impactmonitor/{key}"))


def write_qdc(codes: Iterable[Code], origin: str, path: Path) -> None:
    """Write a codebook."""
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", nsmap={None: NAMESPACE}, origin=origin)
    _add(etree.SubElement(root, f"{{{NAMESPACE}}}Codes"), codes)
    write_whole(path, etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _add(parent: etree._Element, codes: Iterable[Code]) -> None:
    for code in codes:
        known = {"guid": code.guid or guid_of(code.key), "name": code.name}
        known["isCodable"] = "false" if code.under else "true"
        element = etree.SubElement(parent, f"{{{NAMESPACE}}}Code", known)
        if code.description:
            etree.SubElement(element, f"{{{NAMESPACE}}}Description").text = code.description
        _add(element, code.under)


def read_qdc(path: Path) -> list[Code]:
    """Read a codebook.

    Raises
    ------
    InputError
        There is no such file, or it is no codebook.
    """
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(path.read_bytes(), safe)
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from error
    except etree.XMLSyntaxError as error:
        raise refuse(path, f"is not XML: {error}") from error
    codes = root.find(f"{{{NAMESPACE}}}Codes")
    if root.tag != f"{{{NAMESPACE}}}CodeBook" or codes is None:
        raise refuse(path, f"is no REFI-QDA codebook: a CodeBook of {NAMESPACE} with Codes")
    return list(_found(codes))


def _found(parent: etree._Element) -> Iterator[Code]:
    for element in parent.iterfind(f"{{{NAMESPACE}}}Code"):
        description = element.findtext(f"{{{NAMESPACE}}}Description") or ""
        yield Code(element.get("name", ""), description, "", element.get("guid", ""), tuple(_found(element)))

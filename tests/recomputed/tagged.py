"""The tag tree of a PDF with the text in it, as assistive technology reads it."""

import re
from dataclasses import dataclass, field

import pikepdf


@dataclass
class Tag:
    """One element of structure: its role, attributes, and children (tags and text) in reading order."""

    role: str
    element: pikepdf.Dictionary
    children: list = field(default_factory=list)

    @property
    def text(self):
        """All text in it, with single spaces; words that a line end hyphenates are whole."""
        parts = (child.text if isinstance(child, Tag) else child for child in self.children)
        return " ".join("".join(parts).replace("\xad", "").split())

    def attribute(self, name):
        """Return a table attribute, such as Scope or Headers; None where there is none."""
        owners = self.element.get("/A", [])
        for owner in owners if isinstance(owners, pikepdf.Array) else [owners]:
            if owner.get("/O") == "/Table" and name in owner:
                return owner[name]
        return None

    def walk(self):
        """Yield it and every tag under it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Tag):
                yield from child.walk()

    def all(self, *roles):
        """List the tags of some roles."""
        return [tag for tag in self.walk() if tag.role in roles]


def _decoder(font):
    """Return the text of each two-byte code of a font."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", table)
    found = {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
    assert "beginbfrange" not in table
    return found


def _shown(operands, codes):
    strings = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
    data = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
    return "".join(codes[int.from_bytes(data[at : at + 2])] for at in range(0, len(data), 2))


def page_texts(page):
    """Return the text of a page by the content's number (MCID), and what stands outside of tags.

    Returns
    -------
    dict of int to str
        Tagged text.
    list of str
        Text of artifacts: running heads, page numbers.
    """
    fonts = {name: _decoder(font) for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
    tagged, artifacts, open_, codes = {}, [], [], {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in {"BDC", "BMC"}:
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) else {}
            open_.append((str(operands[0]), properties.get("/MCID")))
        elif operator == "EMC":
            open_.pop()
        elif operator == "Tf":
            codes = fonts[str(operands[0])]
        elif operator in {"TJ", "Tj"}:
            numbers = [number for _, number in open_ if number is not None]
            if numbers:
                tagged[int(numbers[-1])] = tagged.get(int(numbers[-1]), "") + _shown(operands, codes)
            else:
                assert any(role == "/Artifact" for role, _ in open_), "text that is neither tagged nor an artifact"
                artifacts.append(_shown(operands, codes))
    return tagged, artifacts


def read_tags(pdf):
    """Read the tag tree.

    Returns
    -------
    Tag
        The root.
    """
    texts = {page.objgen: page_texts(page)[0] for page in pdf.pages}

    def children(element, page):
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                yield texts[page.objgen].get(kid, "")
            elif kid.get("/Type") == "/MCR":
                yield texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")
            elif "/S" in kid:
                own = kid.get("/Pg", page)
                yield Tag(str(kid.S)[1:], kid, list(children(kid, own)))

    root = pdf.Root.StructTreeRoot
    return Tag("StructTreeRoot", root, list(children(root, None)))

"""A Word file with tracked changes and comments, as a reviewer sends it back."""

import copy
import zipfile

from lxml import etree

from impactmonitor.report.word import WORD, W

WHEN = "2026-11-20T10:00:00Z"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


class Returned:
    """A Word file to change as a reviewer does; each change is tracked.

    Parameters
    ----------
    path : Path
        The file that was sent.
    """

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.tree = etree.fromstring(self.parts["word/document.xml"])
        self.comments, self.number = [], 9000

    def paragraphs(self):
        """Return all paragraphs that hold text."""
        return [one for one in self.tree.iter(f"{W}p") if self.text(one).strip()]

    @staticmethod
    def runs(paragraph):
        return [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None]

    def text(self, paragraph):
        return "".join(one.text or "" for run in self.runs(paragraph) for one in run.iter(f"{W}t"))

    def breaks(self, paragraph):
        """Return after how many characters each new line of a paragraph begins."""
        found, at = [], 0
        for one in paragraph.iter(f"{W}t", f"{W}br"):
            at += len(one.text or "")
            found += [at] if one.tag == f"{W}br" else []
        return found

    def _apart(self, paragraph, start, end):
        """Split runs so that some hold just the text from `start` to `end`, and return these."""
        found, at = [], 0
        for run in self.runs(paragraph):
            text = "".join(one.text or "" for one in run.iter(f"{W}t"))
            low, high = max(start, at) - at, min(end, at + len(text)) - at
            at += len(text)
            if low >= high:
                continue
            for part, middle in ((text[:low], False), (text[low:high], True), (text[high:], False)):
                if part:
                    new = copy.deepcopy(run)
                    for one in new.findall(f"{W}t"):
                        new.remove(one)
                    etree.SubElement(new, f"{W}t", {SPACE: "preserve"}).text = part
                    run.addprevious(new)
                    found += [new] if middle else []
            run.getparent().remove(run)
        return found

    def _mark(self, kind, who):
        self.number += 1
        return etree.Element(
            f"{W}{kind}", {f"{W}id": str(self.number), f"{W}author": who, f"{W}date": WHEN}, nsmap={"w": WORD}
        )

    def mark(self, parent, kind, who):
        """Put a mark of a change at the end of an element, and return it."""
        made = self._mark(kind, who)
        parent.append(made)
        return made

    def change(self, paragraph, start, end, new, who="Bram"):
        """Put `new` in the place of the text from `start` to `end`; either may be nothing."""
        runs = self._apart(paragraph, start, end) if end > start else []
        anchor = runs[-1] if runs else None
        for run in runs:
            mark = self._mark("del", who)
            run.addprevious(mark)
            mark.append(run)
            for one in run.iter(f"{W}t"):
                one.tag = f"{W}delText"
            anchor = mark
        if new:
            mark = self._mark("ins", who)
            text = etree.SubElement(etree.SubElement(mark, f"{W}r"), f"{W}t", {SPACE: "preserve"})
            text.text = new
            if anchor is None:
                before = self._apart(paragraph, start - 1, start) if start else []
                if before:
                    before[-1].addnext(mark)
                else:
                    self.runs(paragraph)[0].addprevious(mark)
            else:
                anchor.addnext(mark)

    def comment(self, paragraph, start, end, text, who="Bram"):
        """Comment on the text from `start` to `end`."""
        runs = self._apart(paragraph, start, end)
        self.number += 1
        name = {f"{W}id": str(self.number)}
        runs[0].addprevious(etree.Element(f"{W}commentRangeStart", name))
        runs[-1].addnext(etree.Element(f"{W}commentRangeEnd", name))
        self.comments.append((name, who, text))

    def remark(self, paragraph, text, who="Bram"):
        """Comment where nothing is selected, as other programs than Word keep it: without a beginning and an end."""
        self.number += 1
        name = {f"{W}id": str(self.number)}
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}commentReference", name)
        self.comments.append((name, who, text))

    def save(self, path):
        """Write the file that comes back."""
        parts = {**self.parts, "word/document.xml": etree.tostring(self.tree, xml_declaration=True, encoding="UTF-8")}
        root = etree.Element(f"{W}comments", nsmap={"w": WORD})
        for name, who, text in self.comments:
            one = etree.SubElement(root, f"{W}comment", {**name, f"{W}author": who, f"{W}date": WHEN})
            run = etree.SubElement(etree.SubElement(one, f"{W}p"), f"{W}r")
            etree.SubElement(run, f"{W}t").text = text
        if self.comments:
            parts["word/comments.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            related = etree.fromstring(parts["word/_rels/document.xml.rels"])
            if not related.findall(f"{{{RELATIONS}}}Relationship[@Target='comments.xml']"):
                given = {"Id": "rId9999", "Type": KIND, "Target": "comments.xml"}
                etree.SubElement(related, f"{{{RELATIONS}}}Relationship", given)
            parts["word/_rels/document.xml.rels"] = etree.tostring(related)
            types = etree.fromstring(parts["[Content_Types].xml"])
            if not types.findall(f"{{{TYPES}}}Override[@PartName='/word/comments.xml']"):
                given = {"PartName": "/word/comments.xml", "ContentType": MAIN}
                etree.SubElement(types, f"{{{TYPES}}}Override", given)
            parts["[Content_Types].xml"] = etree.tostring(types)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

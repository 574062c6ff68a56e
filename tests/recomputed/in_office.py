"""Change words of a Word file in LibreOffice with changes tracked; run by the Python that LibreOffice talks to.

``python3 in_office.py PIPE SOURCE TARGET SEED COUNT`` prints as JSON what was done: kind, mark and word of each change.
"""

import json
import os
import random
import re
import sys

import uno
from com.sun.star.beans import PropertyValue


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def changed(document, chosen, count):
    """Replace, remove or add a word in so many paragraphs."""
    made = []
    paragraphs = [one for one in document.Text if one.supportsService("com.sun.star.text.Paragraph")]
    for paragraph in chosen.sample([one for one in paragraphs if re.search(r"\b[a-z]{4,}\b", one.String)], count):
        word = chosen.choice(list(re.finditer(r"\b[a-z]{4,}\b", paragraph.String)))
        mark = "woord" + "".join("abcdefghij"[int(digit)] for digit in f"{len(made):02}")
        kind = chosen.choice(("other", "fewer", "more"))
        cursor = paragraph.Text.createTextCursorByRange(paragraph.Start)
        cursor.goRight(word.end() if kind == "more" else word.start(), False)
        if kind != "more":
            cursor.goRight(len(word[0]), True)
        cursor.String = {"other": mark, "fewer": "", "more": f" {mark}"}[kind]
        made.append((kind, mark, word[0]))
    return made


def main(pipe, source, target, seed, count):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, (prop("Hidden", True),))
    document.RecordChanges = True
    made = changed(document, random.Random(int(seed)), int(count))
    document.storeToURL(uno.systemPathToFileUrl(target), (prop("FilterName", "MS Word 2007 XML"),))
    document.close(True)
    print(json.dumps(made), flush=True)
    os._exit(0)  # Python's own way out ends in a crash at times, where the office goes first


if __name__ == "__main__":
    main(*sys.argv[1:])

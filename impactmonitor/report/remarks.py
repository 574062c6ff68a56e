"""What reviewers say, as it comes back: comments in files of the web page, which are W3C web annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impactmonitor.problems import InputError, Problem

SPACE = re.compile(r"\s+")
DONE = "afgehandeld"
"""What the page tags a comment with that has been dealt with."""


@dataclass(frozen=True)
class Remark:
    """A comment, or a change made in Word.

    Attributes
    ----------
    file : str
        Name of the file it came in.
    who, when : str
        Of whom, and the day.
    text : str
        The comment; empty for a change.
    quote, prefix, suffix : str
        The words it is about, and those before and after.
    claim, element : str
        The claim whose sentence it is about, and the identifier of the figure, table, row or section; may be empty.
    done : bool
    paragraph : str
        The whole paragraph, as it was printed; empty where it is not known.
    start : int
        Where in it the quotation begins.
    new : str or None
        What a change puts in the place of the quotation; None for a comment.
    row : str
        The row of a table, or the list, that the paragraph stands in.
    """

    file: str
    who: str
    when: str
    text: str
    quote: str
    prefix: str = ""
    suffix: str = ""
    claim: str = ""
    element: str = ""
    done: bool = False
    paragraph: str = ""
    start: int = 0
    new: str | None = None
    row: str = ""


def read_annotations(path: Path) -> list[Remark]:
    """Read the comments that a reviewer saved from the web page.

    Raises
    ------
    InputError
        The file is no such file; every annotation in it that cannot be read is listed.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        items = list(_items(found))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError([Problem(path.name, f"cannot be read as JSON: {error}")]) from error
    remarks, problems = [], []
    for number, item in enumerate(items, 1):
        try:
            remarks.append(_remark(path.name, item))
        except (AttributeError, LookupError, StopIteration, TypeError):
            told = "lacks what a comment has: a body with a value, and a target with a TextQuoteSelector"
            problems.append(Problem(f"{path.name}, annotation {number}", told))
    if not items:
        problems.append(Problem(path.name, "holds no annotations; allowed: a file that the report's page saved"))
    if problems:
        raise InputError(problems)
    return remarks


def _items(found: Any) -> Iterator[Any]:
    """Yield annotations: of a page of them, a collection, a list, or one by itself."""
    match found:
        case list():
            for one in found:
                yield from _items(one)
        case {"items": list(items)} | {"first": {"items": list(items)}}:
            yield from items
        case {"type": "Annotation"}:
            yield found


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _remark(file: str, item: dict[str, Any]) -> Remark:
    bodies, target = _many(item["body"]), item["target"]
    selectors = {one["type"]: one for one in _many(target["selector"])}
    quote, said = selectors["TextQuoteSelector"], [one for one in bodies if one.get("purpose") == "commenting"]
    return Remark(
        file,
        str((item.get("creator") or {}).get("name") or "zonder naam"),
        str(item.get("modified") or item.get("created") or "")[:10],
        str((said or bodies)[0]["value"]),
        SPACE.sub(" ", str(quote["exact"])).strip(),
        SPACE.sub(" ", str(quote.get("prefix", ""))),
        SPACE.sub(" ", str(quote.get("suffix", ""))),
        str(target.get("claim", "")),
        str(selectors.get("FragmentSelector", {}).get("value", "")),
        any(one.get("purpose") == "tagging" and one.get("value") == DONE for one in bodies),
    )

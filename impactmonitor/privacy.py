"""Personal details in open text: blanked before anything is computed."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import phonenumbers

from impactmonitor.problems import InputError, Problem

EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
REGION = "NL"
REPLACEMENTS = {
    "e-mail address": "[e-mailadres verwijderd]",
    "phone number": "[telefoonnummer verwijderd]",
    "name": "[naam verwijderd]",
}


@dataclass(frozen=True)
class Redaction:
    """What was blanked where; never the text itself."""

    row: int
    column: str
    kind: str


def read_names(path: Path) -> list[str]:
    """Read the texts that a researcher wants blanked everywhere: column ``tekst`` of ``redactie.csv``.

    Raises
    ------
    InputError
        The file is there, but cannot be read or has no column ``tekst``.
    """
    if not path.exists():
        return []
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(path.name, f"cannot be read: {type(error).__name__}")]) from error
    if rows and "tekst" not in rows[0]:
        raise InputError([Problem(path.name, "lacks column 'tekst'")])
    return sorted({row["tekst"].strip() for row in rows if row["tekst"].strip()}, key=lambda text: (-len(text), text))


def redact(text: str, names: Sequence[str] = ()) -> tuple[str, list[str]]:
    """Blank e-mail addresses, phone numbers and given names.

    Parameters
    ----------
    text : str
    names : sequence of str
        Texts to blank, whatever their case.

    Returns
    -------
    text : str
    kinds : list of str
        What was blanked, once for each time.

    Examples
    --------
    >>> redact("Mail jan@voorbeeld.nl of bel 020-123 45 67")[0]
    'Mail [e-mailadres verwijderd] of bel [telefoonnummer verwijderd]'
    """
    kinds: list[str] = []
    if "@" in text:
        text, count = EMAIL.subn(REPLACEMENTS["e-mail address"], text)
        kinds += ["e-mail address"] * count
    if sum(character.isdigit() for character in text) >= 9:
        for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, REGION))):
            text = text[: match.start] + REPLACEMENTS["phone number"] + text[match.end :]
            kinds.append("phone number")
    for name in names:
        text, count = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", REPLACEMENTS["name"], text, flags=re.IGNORECASE)
        kinds += ["name"] * count
    return text, kinds

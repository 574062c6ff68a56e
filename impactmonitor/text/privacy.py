"""Personal details in text: what they look like, and what takes their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Characters that take no room can be pasted along with an address. Every repetition is possessive: a word of any length
# is read once.
_LOCAL = r"(?<![\w.!#$%&'*+/=?^`{|}~\u00ad\u200b-\u200d\u2060-])[\w.!#$%&'*+/=?^`{|}~\u00ad\u200b-\u200d\u2060-]++"
_LABEL = r"[\w\u00ad\u200b-\u200d\u2060-]++"
EMAIL = re.compile(rf"{_LOCAL}\s{{0,2}}[@＠]\s{{0,2}}{_LABEL}(?:\s?[.。]{_LABEL})+")
SPELT_EMAIL = re.compile(
    rf"{_LOCAL}\s?[\[(]\s?(?:at|apenstaartje)\s?[\])]\s?{_LABEL}(?:(?:\.|\s?[\[(]\s?(?:dot|punt)\s?[\])]\s?){_LABEL})+",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?<!\d)06(?:[\s./_–-]{0,2}\d){8}(?!\d)")  # also when glued to a word
REGION = "NL"
REPLACEMENTS = {
    "e-mail address": "[e-mailadres verwijderd]",
    "phone number": "[telefoonnummer verwijderd]",
    "name": "[naam verwijderd]",
}


@lru_cache(maxsize=1000)
def _name(name: str) -> re.Pattern[str]:
    """Match a name whatever its case, its spaces and the way its accents are coded."""
    forms = dict.fromkeys(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in forms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


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
    for pattern in (EMAIL, SPELT_EMAIL):
        text, count = pattern.subn(REPLACEMENTS["e-mail address"], text)
        kinds += ["e-mail address"] * count
    if sum(character.isdigit() for character in text) >= 9:
        import phonenumbers  # here: few texts hold so many digits, and every notebook's kernel would wait for it

        text, count = MOBILE.subn(REPLACEMENTS["phone number"], text)
        kinds += ["phone number"] * count
        for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, REGION))):
            text = text[: match.start] + REPLACEMENTS["phone number"] + text[match.end :]
            kinds.append("phone number")
    for name in names:
        text, count = _name(name).subn(REPLACEMENTS["name"], text)
        kinds += ["name"] * count
    return text, kinds


def shown(value: str, names: Sequence[str] = ()) -> str:
    """Quote a cell's value for a message: short, and without personal details."""
    text = redact(value[:500], names)[0]
    return repr(text if len(text) <= 60 else f"{text[:57]}...")

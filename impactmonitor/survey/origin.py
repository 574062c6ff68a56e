"""What is said of answers that nobody gave: they are a reconstruction, or invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from impactmonitor.survey.responses import Responses

ORIGINS = {
    "reconstructie": {
        "soort": "reconstructie",
        "melding": "De antwoorden per persoon zijn een reconstructie.",
        "voet": "Antwoorden per persoon: reconstructie",
        "tabellenboek": "De antwoorden per persoon zijn een reconstructie: de gegevens achter het gepubliceerde "
        "rapport zijn niet openbaar.",
        "spss": "Reconstructie: de antwoorden per persoon zijn nagemaakt.",
    },
    "verzonnen": {
        "soort": "verzonnen",
        "melding": "De antwoorden in dit rapport zijn verzonnen.",
        "voet": "Antwoorden: verzonnen",
        "tabellenboek": "De antwoorden zijn verzonnen: dit is een voorbeeld van een volgende meting.",
        "spss": "Voorbeeld: de antwoorden zijn verzonnen.",
    },
}
"""What is said of answers that nobody gave: on the cover, at the foot of a page, in figures and in files of numbers."""


def origin(responses: Responses) -> dict[str, str]:
    """Say that the answers are constructed or invented, one of `ORIGINS`; empty where they are real."""
    if responses.invented:
        return ORIGINS["verzonnen"]
    return ORIGINS["reconstructie"] if responses.reconstruction else {}

"""The published statements (data/uitspraken.yml): reading them, and the words their checks are written in.

The words need only a few figures, which `Figures` names; they come from the data (`counted.DataFigures`) or from a
built report (`printed.PrintedFigures`), so one check can be held against both.
"""

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import jinja2
import yaml

from impactmonitor.analysis.inference import DIFFERENCE_RULE
from impactmonitor.paths import DATA
from impactmonitor.text import shares

PARTS = {"langer": ("tranche-1", "tranche-2"), "korter": ("tranche-3", "tranche-4")}
"""The groups that are sums of others."""
LEAST = Fraction(DIFFERENCE_RULE).limit_denominator(100)


@dataclass(frozen=True)
class Statement:
    """One published statement; `alleen` is ``gegevens`` where the report does not print it."""

    id: str
    paragraaf: str
    uitspraak: str
    toets: str
    alleen: str = ""

    def __str__(self):
        return f"{self.paragraaf}: {self.uitspraak} [{self.toets}]"


def read_statements(path=DATA / "uitspraken.yml"):
    """Read the statements; an unknown or missing field is an error."""
    return [Statement(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def holds(statement, figures):
    """Evaluate a statement's check: True or False; anything else, and any unknown name, is an error."""
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    words = {name: getattr(figures, name) for name in dir(Figures) if not name.startswith("_")}
    answer = environment.compile_expression(statement.toets, undefined_to_none=False)(**words)
    if not isinstance(answer, bool):
        raise TypeError(f"{statement.id}: the check gives {answer!r}, not true or false")
    return answer


def fails(figures):
    """Name the statements that do not hold."""
    return [statement.id for statement in read_statements() if not holds(statement, figures)]


class Figures(ABC):
    """The words of the checks; the head of ``data/uitspraken.yml`` says what each means."""

    # -- what a source of figures must give ----------------------------------------------------------------------------

    @abstractmethod
    def _count(self, niveau, item, groep):
        """Give how many of a group name an outcome, of how many."""

    @abstractmethod
    def _difference(self, niveau, item, a, b):
        """Give the share of group `a` minus that of `b`; 0 where it is too small to be told."""

    @abstractmethod
    def in_respons(self, pad, a, b): ...

    @abstractmethod
    def _answers(self, niveau, item, scale):
        """Give the number of each answer on a scale."""

    @abstractmethod
    def _items(self, niveau):
        """List the named outcomes, in the form's order."""

    @abstractmethod
    def _people(self, groep):
        """Give the respondents and the persons approached of a group that is no sum of others."""

    @abstractmethod
    def procent(self, pad, groep="totaal"): ...

    @abstractmethod
    def respons(self, groep="totaal"): ...

    @abstractmethod
    def getoond(self, niveau): ...

    @abstractmethod
    def werkplaatsen(self): ...

    @abstractmethod
    def andere_naam(self, naam): ...

    @abstractmethod
    def andere(self, niveau): ...

    @abstractmethod
    def toelichting(self, pad): ...

    @abstractmethod
    def toelichtingen(self, niveau): ...

    @abstractmethod
    def conclusie(self, niveau): ...

    @abstractmethod
    def hoofdopbrengsten(self): ...

    @abstractmethod
    def niveaus(self): ...

    @abstractmethod
    def formulier(self, niveau): ...

    @abstractmethod
    def schaal(self, naam): ...

    @abstractmethod
    def open_vraag(self): ...

    @abstractmethod
    def antwoorden(self, sector): ...

    @abstractmethod
    def opmerkingen(self): ...

    @abstractmethod
    def bron(self, naam): ...

    # -- what follows from those ---------------------------------------------------------------------------------------

    def n(self, groep="totaal"):
        return sum(self._people(part)[0] for part in PARTS.get(groep, (groep,)))

    def benaderd(self, groep="totaal"):
        return sum(self._people(part)[1] for part in PARTS.get(groep, (groep,)))

    def aandeel(self, pad, groep="totaal"):
        return Fraction(*self._count(*pad.split("."), groep))

    def genoemd(self, niveau, groep="totaal"):
        counts = {item: self._count(niveau, item, groep)[0] for item in self._items(niveau)}
        return sorted(counts, key=lambda item: -counts[item])

    def top(self, niveau, groep="totaal"):
        ranked = self.genoemd(niveau, groep)
        if self._count(niveau, ranked[2], groep) == self._count(niveau, ranked[3], groep):
            return []  # a tie leaves it open
        return ranked[:3]

    def vaker(self, pad, a, b):
        return self._difference(*pad.split("."), a, b) >= LEAST

    def verschillen(self, niveau, a, b):
        return [item for item in self._items(niveau) if abs(self._difference(niveau, item, a, b)) >= LEAST]

    def _part(self, counts, answers):
        if unknown := set(answers) - set(counts):
            raise KeyError(f"unknown answers: {unknown}")
        return Fraction(sum(counts[answer] for answer in answers), sum(counts.values()))

    def _all(self, niveau, scale):
        return sum((Counter(self._answers(niveau, item, scale)) for item in self._items(niveau)), Counter())

    def status(self, pad, *waarden):
        return self._part(self._answers(*pad.split("."), "status"), waarden)

    def aard(self, pad, *waarden):
        return self._part(self._answers(*pad.split("."), "aard"), waarden)

    def aantal_status(self, pad, waarde):
        return self._answers(*pad.split("."), "status")[waarde]

    def totaal_status(self, niveau, *waarden):
        return self._part(self._all(niveau, "status"), waarden)

    def totaal_aard(self, niveau, *waarden):
        return self._part(self._all(niveau, "aard"), waarden)

    def meestal_status(self, niveau, *waarden):
        return [item for item in self._items(niveau) if self.status(f"{niveau}.{item}", *waarden) > Fraction(1, 2)]

    def meestal_aard(self, niveau, *waarden):
        return [item for item in self._items(niveau) if self.aard(f"{niveau}.{item}", *waarden) > Fraction(1, 2)]

    def woord(self, tekst, *aandelen):
        phrase = next(one for one in (*shares.PHRASES, *shares.BANDS) if one.text == tekst)
        return all(phrase.holds(share) for share in aandelen)

    def werkplaats(self, naam):
        place = next(place for place in self.werkplaatsen() if place["naam"] == naam)
        return {key: value for key, value in place.items() if key not in {"naam", "respondenten"}}

    def respondenten(self, naam):
        return next(place["respondenten"] for place in self.werkplaatsen() if place["naam"] == naam)

"""Studies by chance with outcomes that hang on an answer, and a reader of both: ticks, status and nature."""

import numpy as np
import pandas as pd
from attack import GEEN, Number, Reader, small_unions
from based import KEYS, named, placed, written
from scipy.optimize import LinearConstraint
from scipy.sparse import coo_array, csr_array

from impactmonitor.analysis.release import Atoms
from impactmonitor.survey.asked import by_question
from impactmonitor.survey.broken_off import unreached
from impactmonitor.survey.parts import ANSWER

ITEMS = ("p", "q")
SCALES = {"status": ("gerealiseerd", "deels", "verwacht"), "aard": ("nieuw", "versterking")}
FURTHER = {"aard": SCALES["aard"], "bereik": ("enkele", "team", "hele"), "bekend": ("ja", "nee")}
"""Follow-ups of which two have a name of their own."""


def questionnaire(folder, tranches, sectors, first, scales):
    """Write a questionnaire: outcomes are asked of who gave *a* or *b*, ticked *a*, or ticked that there is none."""
    answers = {"soort": "een antwoord", "antwoorden": [{"key": key, "label": key} for key in KEYS]}
    asked = {"soort": "meer antwoorden", "items": named(KEYS)} if first != "answered" else answers
    texts = dict.fromkeys(("omschrijving", "inleiding", "uitleg"), "x")
    late = [f"t{one}" for one in range(2, tranches)]
    sets = [
        {"key": "vroeg", "zin": "vroeg", "tranches": ["t0", "t1"]},
        {"key": "laat", "zin": "laat", "tranches": late},
    ]
    niveaus = [
        {"key": "eerst", "naam": "eerst", "vraag": "eerst?", **asked},
        {"key": "later", "naam": "later", "vraag": "later?", **texts, "items": named(ITEMS)}
        | {"gevraagd_aan": {"vraag": "eerst", "antwoorden": _base(first)}},
    ]
    return written(
        folder,
        tranches,
        sectors,
        niveaus,
        tranchegroepen=sets if tranches > 3 else [],
        formulier={"kop": "x", "vervolg": {name: {"vraag": f"{name}?"} for name in scales}},
        schalen={name: [{"key": key, "label": key} for key in keys] for name, keys in scales.items()},
        geen={"tekst": "geen", "label": "geen"},
    )


def _base(first):
    return {"answered": ["a", "b"], "ticked": ["a"], "none": ["geen"]}[first]


def made(seed, folder, scales=SCALES):
    """Make a study by chance: codebook and frame; of unlike groups, with unanswered questions."""
    random = np.random.default_rng(seed)
    first = str(random.choice(["answered", "ticked", "none"]))
    tranches, sectors, n = int(random.choice([1, 2, 3, 4])), int(random.integers(1, 4)), int(random.integers(12, 60))
    book = questionnaire(folder, tranches, sectors, first, scales)
    frame = placed(random, n, tranches, sectors)
    for niveau in book.niveaus:
        if niveau.answered:
            shares, silent = random.dirichlet(np.full(3, 0.8)), random.choice([0, 0.2])
            said = np.where(random.random(n) < silent, None, random.choice(KEYS, n, p=shares))
            frame[niveau.column("vraag", ANSWER)] = pd.Categorical(said, KEYS, ordered=True)
            continue
        some = random.random(n) < random.choice([0.4, 0.8, 1])
        for item in niveau.items:
            ticks = some & (random.random(n) < random.choice([0.3, 0.6, 0.9]))
            frame[niveau.column(item.key)] = ticks
            for scale, keys in scales.items():
                given = random.choice(keys, n, p=random.dirichlet(np.full(len(keys), 0.8))).astype(object)
                given[~ticks | (random.random(n) < random.choice([0, 0.2]))] = None
                frame[niveau.column(item.key, scale)] = pd.Categorical(given, keys, ordered=True)
        ticked = frame[[niveau.column(item.key) for item in niveau.items]].any(axis=1)
        frame[niveau.column("geen")] = ~ticked & (random.random(n) < 0.8)
    frame, _ = by_question(frame, book, unreached(frame, book, None, []))
    for niveau in (one for one in book.niveaus if one.answered):
        frame[niveau.column("vraag")] = frame[niveau.column("vraag", ANSWER)].notna()
    return book, frame


class Followed(Reader):
    """Who reads both questions together: nobody ticks an outcome, or *geen*, but who gave the answer it hangs on."""

    def __init__(self, atoms, asked, numbers, first, base, scales):
        self.first, self.base = [f"eerst {key}" for key in first], [f"eerst {key}" for key in base]
        self.asked = np.bincount(atoms.codes[asked], minlength=len(atoms.sizes))
        said = [Number((one, "genoemd", ""), frozenset(), 0) for one in self.first]  # told or not, they are counted
        items = [Number((one, "genoemd", ""), frozenset(), 0) for one in ITEMS]
        super().__init__(atoms.sizes, [*numbers, *said, *items], scales)
        self.numbers = list(numbers)

    def _constraints(self):
        rows = [([(column, 1) for column in self.columns(n.result, n.group)], n.value, n.value) for n in self.numbers]
        for atom, size in enumerate(self.sizes):
            who = {one: [(column, 1) for column in self.columns((one, "genoemd", ""), [atom])] for one in self.first}
            rows.append(([pair for one in self.first for pair in who[one]], 0, int(size)))
            given = [(column, -1) for one in self.base for column, _ in who[one]]
            for item in ITEMS:  # who ticked an item did not tick geen, and was asked
                ticks = [(column, 1) for column in self.columns((item, "genoemd", ""), [atom])]
                rows.append(([*ticks, (atom, 1), *given], -int(size), 0))
        index = [(row, column, value) for row, (pairs, *_) in enumerate(rows) for column, value in pairs]
        where = np.array(index).T
        shape = (len(rows), self.width)
        matrix = csr_array(coo_array((where[2].astype(float), (where[0], where[1])), shape=shape))
        return [LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])]

    def results(self):
        own = [GEEN, *((item, "genoemd", "") for item in ITEMS)]
        own += [(item, scale, key) for item in ITEMS for scale, keys in self.scales.items() for key in keys]
        return [*own, *((one, "genoemd", "") for one in self.first)]

    def _excused(self, result):
        """Take in that all who were asked may have given one answer."""
        found = super()._excused(result)
        if result[0] in ITEMS:
            told = [number for number in self.numbers if number.result == result]
            all_of = [one.group for one in told if one.value == self.asked[list(one.group)].sum()]
            found |= {atom for group in all_of for atom in group}
        return found

    def within(self, counts, minimum, results):
        """Yield what is exact of some results, of a union in which fewer than `minimum` count, of all respondents."""
        mine, self.sizes = self.sizes, counts
        try:
            yield from [one for one in self.exact(minimum) if one.result in results]
        finally:
            self.sizes = mine


def reader(book, frame, release, shown):
    """Make the reader of all that is published of both questions."""
    (one, two), atoms = book.niveaus, Atoms(frame, book)
    scales = {scale: [point.key for point in points] for scale, points in two.schalen.items()}
    base = two.gevraagd_aan.antwoorden
    hangs = two.gevraagd_aan.item(one)
    first = KEYS if one.answered else [hangs]

    def inside(cells):
        for group in np.flatnonzero(cells):
            mask = release.groups[group][release.member]
            yield mask, frozenset(np.unique(atoms.codes[mask]).tolist())

    place = -1 if hangs == "geen" else [item.key for item in one.items].index(hangs)
    numbers = []
    for mask, group in inside(shown["eerst"][place, 1 if one.answered else 0]):
        for key in first:
            said = frame[one.column("vraag", ANSWER)] == key if one.answered else frame[one.column(hangs)]
            numbers.append(Number((f"eerst {key}", "genoemd", ""), group, int(said[mask].sum())))
    for mask, group in inside(shown["later"][-1, 0]):
        numbers.append(Number(GEEN, group, int(frame[two.column("geen")][mask].sum())))
    for row, item in enumerate(ITEMS):
        for mask, group in inside(shown["later"][row, 0]):
            numbers.append(Number((item, "genoemd", ""), group, int(frame[two.column(item)][mask].sum())))
        for measure, (scale, keys) in enumerate(scales.items(), 1):
            for mask, group in inside(shown["later"][row, measure]):
                said = frame[two.column(item, scale)][mask]
                numbers += [Number((item, scale, key), group, int((said == key).sum())) for key in keys]
    return Followed(atoms, frame[two.asked].to_numpy(bool), numbers, first, base, scales), atoms


def found(book, frame, release, shown, minimum):
    """List what is exact of few respondents, of few who were asked, or of few who gave a status or nature."""
    one, atoms = reader(book, frame, release, shown)
    if sum(1 for _ in small_unions(atoms.sizes, minimum)) > 150 or not one.numbers:
        return []
    of_later = [result for result in one.results() if not result[0].startswith("eerst")]
    return [*one.exact(minimum), *one.within(one.asked, minimum, of_later)]

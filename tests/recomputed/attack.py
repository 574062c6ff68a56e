"""A reader with a solver: what the published numbers of one level pin down about small groups.

Written apart from the audit: it starts from a list of published numbers, knows how many respondents each atom has and
not what they answered, and models persons by their whole answer to an item instead of by margins.
"""

import csv
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

GEEN = ("geen", "geen", "")


@dataclass(frozen=True)
class Number:
    """A published count: of what (item, measure, category), of which atoms."""

    result: tuple
    group: frozenset
    value: int


@dataclass(frozen=True)
class Exact:
    """A count of a small union of atoms that no other answers could give."""

    niveau: str
    result: tuple
    union: tuple
    size: int
    value: int


class Reader:
    """All that is published about one level, as an integer program over the persons of each atom."""

    def __init__(self, sizes, numbers, scales, niveau="", possible=lambda said: True):
        self.sizes, self.numbers, self.scales, self.niveau = sizes, list(dict.fromkeys(numbers)), scales, niveau
        self.items = sorted({number.result[0] for number in numbers if number.result[1] != "geen"})
        self.answers = [one for one in product(*[("", *kinds) for kinds in scales.values()]) if possible(one)]
        self.width = len(sizes) * (1 + len(self.items) * len(self.answers))
        self.upper = np.tile(sizes.astype(float), self.width // len(sizes))
        self.constraints = self._constraints()
        self.seen = []
        self.nobody = {}

    def columns(self, result, atoms):
        """List the variables that add up to a result of a union."""
        item, measure, category = result
        many = len(self.sizes)
        if measure == "geen":
            return list(atoms)
        first = many * (1 + self.items.index(item) * len(self.answers))
        place = list(self.scales).index(measure) if measure in self.scales else None
        kinds = [k for k, said in enumerate(self.answers) if place is None or said[place] == category]
        return [first + kind * many + atom for atom in atoms for kind in kinds]

    def _constraints(self):
        rows = [(self.columns(n.result, n.group), n.value, n.value) for n in self.numbers]
        for atom, size in enumerate(self.sizes):
            for item in self.items:  # who ticked an item did not tick geen
                rows.append(([*self.columns((item, "genoemd", ""), [atom]), atom], 0, int(size)))
        index = [(row, column) for row, (columns, *_) in enumerate(rows) for column in columns]
        where = np.array(index).T
        matrix = csr_array(coo_array((np.ones(len(index)), (where[0], where[1])), shape=(len(rows), self.width)))
        return [LinearConstraint(matrix, [row[1] for row in rows], [row[2] for row in rows])]

    def know(self, item, weights, low, high):
        """Take in that the weighed sum of who named an item lies between two values; weights are those of atoms."""
        row = np.zeros((1, self.width))
        for atom, weight in enumerate(weights):
            row[0, self.columns((item, "genoemd", ""), [atom])] = weight
        self.constraints.append(LinearConstraint(row, low, high))

    def _solved(self, objective):
        bounds, whole = Bounds(0, self.upper), np.ones(self.width)
        found = milp(objective, constraints=self.constraints, bounds=bounds, integrality=whole)
        assert found.x is not None, f"no answers fit what is published of {self.niveau}: {found.message}"
        self.seen.append(found.x.round())
        return found.fun

    def solve(self, result, union, sign):
        """Find the largest (1) or smallest (-1) value that a result of a union can have."""
        objective = np.zeros(self.width)
        objective[self.columns(result, union)] = -sign
        return round(float(sign * -self._solved(objective)))

    def results(self):
        """List the results that a union can have."""
        found = [GEEN] if any(number.result[1] == "geen" for number in self.numbers) else []
        for item in self.items:
            found.append((item, "genoemd", ""))
            found += [(item, scale, category) for scale, one in self.scales.items() for category in one]
        return found

    def exact(self, minimum):
        """Yield every exact result of a union of fewer than `minimum` that counts as revealed.

        It does not where everyone in the union is in a group of whom a published number says that all gave this answer,
        or that nobody did, or is in an atom of which nobody can have ticked the item.
        """
        unions = list(small_unions(self.sizes, minimum))
        if not unions:
            return
        random = np.random.default_rng(1)
        for _ in range(15):  # unlike answers that fit show at a glance what is not exact
            self._solved(random.standard_normal(self.width))
        member = np.zeros((len(unions), len(self.sizes)))
        for row, union in enumerate(unions):
            member[row, list(union)] = 1
        for result in self.results():
            place = np.array([self.columns(result, [atom]) for atom in range(len(self.sizes))])
            sums = np.array([answers[place].sum(axis=1) for answers in self.seen]) @ member.T
            known = len(self.seen)
            still = np.flatnonzero((sums == sums[0]).all(axis=0))
            excused = self._excused(result) if len(still) else set()
            for row in still:
                union, value = unions[row], int(sums[0, row])
                columns = self.columns(result, union)
                if set(union) <= excused or any(answers[columns].sum() != value for answers in self.seen[known:]):
                    continue
                if self.solve(result, union, 1) == value and self.solve(result, union, -1) == value:
                    yield Exact(self.niveau, result, union, int(self.sizes[list(union)].sum()), value)

    def _excused(self, result):
        told = [n for n in self.numbers if n.result == result]
        full = [n for n in told if n.value in {0, self.sizes[list(n.group)].sum()}]
        ticks = result if result[1] == "geen" else (result[0], "genoemd", "")
        if ticks not in self.nobody:
            place = np.array([self.columns(ticks, [atom]) for atom in range(len(self.sizes))])
            most = np.array([answers[place].sum(axis=1) for answers in self.seen]).max(axis=0)
            self.nobody[ticks] = {
                int(one) for one in np.flatnonzero(most == 0) if self.solve(ticks, [int(one)], 1) == 0
            }
        return {atom for number in full for atom in number.group} | self.nobody[ticks]


def small_unions(sizes, minimum):
    """Yield every union of atoms that has fewer than `minimum` respondents, and any."""
    small = [int(one) for one in np.flatnonzero((sizes > 0) & (sizes < minimum))]
    for length in range(1, minimum):
        for union in combinations(small, length):
            if sizes[list(union)].sum() < minimum:
                yield union


def atoms_of(frame, by=("tranche", "sector", "werkplaats")):
    """Return the atoms of all responses: a list of their keys, and how many respondents each has."""
    counts = frame.groupby(list(by), observed=True, sort=True).size()
    return [key if isinstance(key, tuple) else (key,) for key in counts.index], counts.to_numpy()


def of_ledger(path, atoms, by=("tranche", "sector", "werkplaats")):
    """Read the counts of a ledger, by level; totals over outcomes follow from the rest."""
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["aantal"] or row["item"] == "samen":
                continue
            chosen = [set(filter(None, row[name].split(";"))) for name in by]
            group = frozenset(
                place
                for place, keys in enumerate(atoms)
                if all(not some or key in some for key, some in zip(keys, chosen, strict=True))
            )
            maat = row["maat"]
            result = GEEN if maat == "geen" else (row["item"], maat, "" if maat == "genoemd" else row["categorie"])
            yield row["niveau"], Number(result, group, int(row["aantal"]))


def attack(ledgers, frame, codebook, minimum, by=("tranche", "sector", "werkplaats"), weighed=()):
    """Read ledgers together, and find all that is exact of a small union.

    `weighed` is what is said of sums by weight: level, item, weight by atom, the lowest and the highest it can be. With
    any, only their levels are attacked.
    """
    atoms, sizes = atoms_of(frame, by)
    scales = {scale: [one.key for one in categories] for scale, categories in codebook.schalen.items()}
    numbers = {}
    for path in ledgers:
        for niveau, number in of_ledger(path, atoms, by):
            numbers.setdefault(niveau, []).append(number)
    readers = {niveau: Reader(sizes, known, scales, niveau) for niveau, known in numbers.items()}
    for niveau, item, weights, low, high in weighed:
        readers[niveau].know(item, [weights[atom] for atom in atoms], low, high)
    attacked = {niveau for niveau, *_ in weighed} or set(readers)
    return [one for niveau in readers if niveau in attacked for one in readers[niveau].exact(minimum)]

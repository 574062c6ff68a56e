"""A reader with a solver who has the reports of two waves: what they pin down together of small groups.

Persons of a panel have an answer in each wave, and the p of a test on who is in both says something of both together.
"""

import csv
from functools import cache

import numpy as np
from attack import small_unions
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.stats import binomtest

from impactmonitor.text.dutch import P_STEPS

BY = ("tranche", "sector", "werkplaats")
ANSWERS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""What a person ticked: then, and now."""


def of_item(path, niveau, item, maat):
    """Read the rows of a ledger about how often an item is named, or how that changed."""
    with path.open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if (row["niveau"], row["item"], row["maat"]) == (niveau, item, maat)
        ]
    return [({name: set(filter(None, row[name].split(";"))) for name in BY}, row) for row in rows]


@cache
def _step(changed, net, direction):
    """Return the step that the exact p of McNemar lies under; 1 for a change in another direction than that of all."""
    p = binomtest((changed + net) // 2, changed).pvalue if changed and np.sign(net) == direction else 1.0
    return next((step for step in P_STEPS if p < step), 1.0)


class Pairs:
    """What is known of an item in two waves, as an integer program over the persons of each atom.

    Parameters
    ----------
    atoms : list of (then, now)
        Of each class of persons its tranche, sector and workplace in either wave; None where they were not in it.
    sizes : int array
        How many persons each class has.
    """

    def __init__(self, atoms, sizes):
        self.atoms, self.sizes = atoms, np.asarray(sizes)
        self.rows, self.low, self.high = [], [], []
        self.width = len(atoms) * len(ANSWERS)
        for place, (atom, size) in enumerate(zip(atoms, self.sizes, strict=True)):
            self._add({self._at(place, answer): 1 for answer in ANSWERS}, size, size)
            for wave in (0, 1):
                if atom[wave] is None:
                    self._add({self._at(place, answer): 1 for answer in ANSWERS if answer[wave]}, 0, 0)

    def _at(self, place, answer):
        return place * len(ANSWERS) + ANSWERS.index(answer)

    def _add(self, row, low, high):
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def chosen(self, wave, keys):
        """List the classes of a group: by tranche, sector and workplace in a wave."""
        return [
            place
            for place, atom in enumerate(self.atoms)
            if atom[wave] and all(not keys[name] or atom[wave][n] in keys[name] for n, name in enumerate(BY))
        ]

    def ticks(self, wave, places):
        """List the variables that add up to how many of some classes ticked the item in a wave."""
        return {self._at(place, answer): 1 for place in places for answer in ANSWERS if answer[wave]}

    def know(self, wave, keys, count):
        """Take in a published count."""
        self._add(self.ticks(wave, self.chosen(wave, keys)), count, count)

    def know_union(self, count):
        """Take in how many ticked either of the two, where these are two items of one wave."""
        self._add({self._at(p, a): 1 for p in range(len(self.atoms)) for a in ANSWERS if any(a)}, count, count)

    def know_test(self, keys, p, direction):
        """Take in under which step the p of McNemar's test lies, of those of a group who are in both waves.

        Whoever knows by how much more there were who went up than down, knows between what all lie who changed.
        """
        both = sorted(set(self.chosen(0, keys)) & set(self.chosen(1, keys)))
        n, first = int(self.sizes[both].sum()), self.width
        found = []
        for net in range(-n, n + 1):
            changed = [both for both in range(abs(net), n + 1, 2) if _step(both, net, direction) == p]
            if changed:
                found.append((net, changed[0], changed[-1]))
        assert found
        self.width += len(found)
        up, down = ({self._at(place, answer): 1 for place in both} for answer in [(0, 1), (1, 0)])
        less = dict.fromkeys(down, -1)
        self._add({first + k: 1 for k in range(len(found))}, 1, 1)
        self._add({**up, **less, **{first + k: -net for k, (net, *_) in enumerate(found)}}, 0, 0)
        self._add({**up, **down, **{first + k: -low for k, (_, low, _) in enumerate(found)}}, 0, np.inf)
        self._add({**up, **down, **{first + k: -high for k, (*_, high) in enumerate(found)}}, -np.inf, 0)

    def solve(self, objective):
        """Find the answers that fit and make an objective smallest."""
        index = [(row, column, value) for row, one in enumerate(self.rows) for column, value in one.items()]
        rows, columns, values = map(np.array, zip(*index, strict=True))
        matrix = csr_array((values.astype(float), (rows, columns)), shape=(len(self.rows), self.width))
        upper = np.ones(self.width)
        upper[: len(self.atoms) * len(ANSWERS)] = np.repeat(self.sizes, len(ANSWERS))
        constraint = LinearConstraint(matrix, self.low, self.high)
        objective = np.pad(objective, (0, self.width - len(objective)))
        found = milp(objective, constraints=constraint, bounds=Bounds(0, upper), integrality=np.ones(self.width))
        assert found.x is not None, f"no answers fit what is published: {found.message}"
        return found.x.round()

    def exact(self, minimum):
        """Yield every count above 0 of a union of fewer than `minimum`, in either wave, that no other answers give."""
        random = np.random.default_rng(1)
        persons = len(self.atoms) * len(ANSWERS)
        seen = np.array([self.solve(random.integers(-1, 2, persons)) for _ in range(12)])
        for wave in (0, 1):
            names = sorted({atom[wave] for atom in self.atoms if atom[wave]})
            places = [[p for p, atom in enumerate(self.atoms) if atom[wave] == name] for name in names]
            sizes = np.array([self.sizes[one].sum() for one in places])
            columns = [list(self.ticks(wave, one)) for one in places]
            counts = np.array([seen[:, one].sum(axis=1) for one in columns])
            still = [union for union in small_unions(sizes, minimum) if np.ptp(counts[list(union)].sum(axis=0)) == 0]
            for union in still:
                value, objective = counts[list(union)].sum(axis=0)[0], np.zeros(persons)
                objective[[column for one in union for column in columns[one]]] = 1
                if value and all(objective @ self.solve(sign * objective)[:persons] == value for sign in (1, -1)):
                    yield wave, tuple(names[one] for one in union), int(value)


def classes(then, now, panel):
    """List the classes of persons of two waves, as `Pairs` takes them, by the respondent's key where it is a panel."""
    keys = ["respondent" if panel else one for one in ("then", "now")]
    frames = [
        frame.assign(key=frame["respondent"].astype(str) if panel else [f"{wave}-{n}" for n in range(len(frame))])
        for wave, frame in zip(keys, (then, now), strict=True)
    ]
    atoms = [
        dict(zip(one["key"], one[[*BY]].astype(str).itertuples(index=False, name=None), strict=True)) for one in frames
    ]
    persons = [(atoms[0].get(key), atoms[1].get(key)) for key in dict.fromkeys([*atoms[0], *atoms[1]])]
    found = list(dict.fromkeys(persons))
    return found, [persons.count(one) for one in found]

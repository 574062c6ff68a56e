"""Studies by chance with a question that hangs on an answer to another, and a reader who reads both together."""

import numpy as np
import pandas as pd
import yaml
from attack import Number, Reader, small_unions

from impactmonitor.analysis.release import Atoms
from impactmonitor.survey.asked import by_question
from impactmonitor.survey.broken_off import unreached
from impactmonitor.survey.codebook import read_codebook
from impactmonitor.survey.parts import ANSWER

KEYS = ("a", "b", "c")


def named(keys):
    """List items that are called by their keys."""
    return [{"key": key, "tekst": key, "label": key, "zin": key} for key in keys]


def written(folder, tranches, sectors, niveaus, **more):
    """Write a questionnaire with two groupings, one with reports and one side by side, and read it."""
    roles = {"rapporten": ("t", tranches), "kolommen": ("s", sectors)}
    book = {
        "meting": "x",
        "onderzoek": {"titel": "x", "ondertitel": "x", "persoon": {"enkelvoud": "x", "meervoud": "x"}},
        "indelingen": [
            {"key": f"in_{key}", "naam": key, "meervoud": key, "rol": role}
            | {"groepen": [{"key": one, "label": one, "zin": one} for one in (f"{key}{at}" for at in range(many))]}
            for role, (key, many) in roles.items()
        ],
        "formulier": {"kop": "x"},
        "niveaus": niveaus,
        **more,
    }
    (folder / "codebook.yml").write_text(yaml.safe_dump(book, sort_keys=False), encoding="utf-8")
    return read_codebook(folder / "codebook.yml")


def placed(random, n, tranches, sectors):
    """Draw who is of which group: groups are unlike in size."""
    return pd.DataFrame({
        "in_t": [f"t{one}" for one in random.choice(tranches, n, p=random.dirichlet(np.full(tranches, 2)))],
        "in_s": [f"s{one}" for one in random.choice(sectors, n, p=random.dirichlet(np.full(sectors, 0.8)))],
        "werkplaats": "",
    })  # fmt: skip


def questionnaire(folder, tranches, sectors, ticked, several, stated):
    """Write a questionnaire of two questions: the second is asked of who gave *a* or *b*, or ticked *a*.

    Where the first holds statements (`stated`), it hangs on the second of these.
    """
    answers = {"soort": "een antwoord", "antwoorden": [{"key": key, "label": key} for key in KEYS]}
    ticks = {"soort": "meer antwoorden", "items": named(KEYS)}
    first = ticks if ticked else {**answers, "soort": "stellingen", "items": named(KEYS[:2])} if stated else answers
    base = {"vraag": "eerst", "antwoorden": ["a"] if ticked else ["a", "b"]}
    base |= {"stelling": "b"} if stated and not ticked else {}
    later = ticks if several else answers
    niveaus = [
        {"key": "eerst", "naam": "eerst", "vraag": "eerst?", **first},
        {"key": "later", "naam": "later", "vraag": "later?", **later, "gevraagd_aan": base},
    ]
    return written(folder, tranches, sectors, niveaus)


def made(seed, folder, stated=False):
    """Make a study by chance: codebook and frame; of unlike groups, with unanswered questions."""
    random = np.random.default_rng(seed)
    ticked, several = bool(random.integers(2)), bool(random.integers(2))
    tranches, sectors, n = int(random.choice([1, 1, 2, 3])), int(random.integers(1, 5)), int(random.integers(10, 50))
    book = questionnaire(folder, tranches, sectors, ticked, several, stated)
    frame = placed(random, n, tranches, sectors)
    for niveau in book.niveaus:
        if niveau.answered:
            for item in niveau.items:
                shares, silent = random.dirichlet(np.full(3, 0.8)), random.choice([0, 0.2])
                said = np.where(random.random(n) < silent, None, random.choice(KEYS, n, p=shares))
                frame[niveau.column(item.key, ANSWER)] = pd.Categorical(said, KEYS, ordered=True)
        else:
            for item in niveau.items:
                frame[niveau.column(item.key)] = random.random(n) < random.choice([0.2, 0.5, 0.9])
    frame, _ = by_question(frame, book, unreached(frame, book, None, []))
    for niveau, key in ((one, item.key) for one in book.niveaus if one.answered for item in one.items):
        frame[niveau.column(key)] = frame[niveau.column(key, ANSWER)].notna()
    return book, frame


def answers_of(book, frame):
    """Say of everybody the answer that the later question hangs on, and each answer to that as one of a list."""
    one, two = book.niveaus
    if one.answered:
        first_said = frame[one.column(two.gevraagd_aan.item(one), ANSWER)].astype(object).fillna("")
    else:
        first_said = pd.Series(np.where(frame[one.column("a")], "a", ""))
    if two.answered:
        return first_said, {"vraag": frame[two.column("vraag", ANSWER)].astype(object).fillna("")}
    return first_said, {key: pd.Series(np.where(frame[two.column(key)], key, "")) for key in KEYS}


def readers(book, frame, release, shown):
    """Make a reader of each item of the later question, who knows what is published of the earlier one, too."""
    (one, two), atoms = book.niveaus, Atoms(frame, book)
    first_said, later = answers_of(book, frame)
    base = {"a", "b"} if one.answered else {"a"}
    asked = first_said.isin(base).to_numpy()
    assert (frame[two.asked].to_numpy() == asked).all()

    def numbers(niveau, item, measure, said, name):
        for group in np.flatnonzero(shown[niveau.key][item, measure]):
            mask = release.groups[group][release.member]
            inside = frozenset(np.unique(atoms.codes[mask]).tolist())
            for key in KEYS if niveau.answered else [niveau.items[item].key]:
                yield Number(("x", name, key), inside, int((said[mask] == key).sum()))

    hangs = [item.key for item in one.items].index(two.gevraagd_aan.item(one))
    told = list(numbers(one, hangs, 1 if one.answered else 0, first_said, "eerst"))
    for item, (key, said) in enumerate(later.items()):
        scales = {"eerst": KEYS if one.answered else ("a",), "later": KEYS if two.answered else (key,)}
        more = list(numbers(two, item, 1 if two.answered else 0, said, "later"))
        if told or more:
            yield Base(atoms, asked, told + more, scales, base)


class Base(Reader):
    """Who reads both questions together: nobody answers the later one but who gave the answer it hangs on."""

    def __init__(self, atoms, asked, numbers, scales, base):
        super().__init__(atoms.sizes, numbers, scales, "x", lambda said: said[0] and (not said[1] or said[0] in base))
        self.base, self.asked = base, np.bincount(atoms.codes[asked], minlength=len(atoms.sizes))

    def results(self):
        return [("x", scale, key) for scale, keys in self.scales.items() for key in keys]

    def _excused(self, result):
        """Take in that all who were asked may have given one answer, and that nobody in an atom may have answered."""
        found = super()._excused(result)
        if result[1] == "later":
            told = [number for number in self.numbers if number.result == result]
            all_of = [one.group for one in told if one.value == self.asked[list(one.group)].sum()]
            found |= {atom for group in all_of for atom in group}
            for atom in range(len(self.sizes)):
                objective = np.zeros(self.width)
                for key in self.scales["later"]:
                    objective[self.columns(("x", "later", key), [atom])] = -1
                if -self._solved(objective) < 0.5:
                    found.add(atom)
        return found

    def within_the_base(self, minimum):
        """Yield what is exact of the answers of fewer than `minimum` who were asked, however many respondents."""
        mine, self.sizes = self.sizes, self.asked
        try:
            yield from [one for one in self.exact(minimum) if one.result[1] == "later"]
        finally:
            self.sizes = mine


def found(book, frame, release, shown, minimum):
    atoms = Atoms(frame, book)
    if sum(1 for _ in small_unions(atoms.sizes, minimum)) > 300:
        return []
    return [
        one
        for reader in readers(book, frame, release, shown)
        for one in (*reader.exact(minimum), *reader.within_the_base(minimum))
    ]

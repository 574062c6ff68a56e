"""What the audit leaves open, a reader with a solver must not find: on random tiny studies."""

from itertools import product

import numpy as np
import pytest
from attack import Number, Reader, small_unions

from impactmonitor.analysis.bounds import Audit
from impactmonitor.analysis.classes import Level
from impactmonitor.analysis.disclosure import publishable
from impactmonitor.analysis.few_answers import FewAnswers
from impactmonitor.analysis.suppression import InsolubleError, suppress

SCALES = (("a", "b", "c"), ("n", "v"))
ANY = [(), (("a", "b"),), (("a", "b", "c"), ("n", "v"), ("x", "y", "z", "w"))]
"""Follow-ups: none, one, three."""
LOSS = {"whole": 100.0, "tranche": 30.0, "sector": 12.0, "cell": 3.0}


def made(seed, minimum, scales=SCALES):
    """Make a study by chance, with skewed sectors and unanswered questions: level, loss, groups by atom and counts."""
    random = np.random.default_rng(seed)
    tranches, sectors, n = int(random.integers(1, 5)), int(random.integers(1, 5)), int(random.integers(8, 45))
    tranche = random.integers(0, tranches, n)
    sector = random.choice(sectors, n, p=random.dirichlet(np.full(sectors, 0.7)))
    atoms, at = np.unique(np.stack([tranche, sector], 1), axis=0, return_inverse=True)
    at = at.ravel()
    sizes = np.bincount(at)
    named = [("whole", atoms[:, 0] >= 0)]
    named += [("tranche", atoms[:, 0] == one) for one in range(tranches)]
    named += [("sector", atoms[:, 1] == one) for one in range(sectors)]
    named += [("cell", (atoms == (a, b)).all(axis=1)) for a in range(tranches) for b in range(sectors)]
    fits = publishable(np.array([mask for _, mask in named]), sizes, minimum)
    masks = np.array([mask for (_, mask), fit in zip(named, fits, strict=True) if fit])
    kinds = [kind for (kind, _), fit in zip(named, fits, strict=True) if fit]
    classes, member = np.unique(masks, axis=1, return_inverse=True)
    member = member.ravel()
    geen = random.random(n) < random.choice([0, 0.05, 0.2])
    rows = [geen]
    for _ in range(2):
        ticks = (random.random(n) < random.choice([0.05, 0.3, 0.6, 0.95])) & ~geen
        rows.append(ticks)
        for scale in scales:
            answered = ticks & (random.random(n) >= random.choice([0, 0.3]))
            chosen = np.where(answered, random.choice(len(scale), n, p=random.dirichlet(np.full(len(scale), 0.6))), -1)
            rows += [chosen == one for one in range(len(scale))]
    counts = np.array([np.bincount(at[row], minlength=len(sizes)) for row in rows])
    by_class = np.array([np.bincount(member, row, classes.shape[1]) for row in counts]).astype(int)
    parts = np.array([sizes[member == one].min() for one in range(classes.shape[1])])
    totals = np.bincount(member, sizes).astype(int)
    level = Level("x", ("i", "j"), scales, totals, parts, classes, by_class)
    loss = np.tile(np.array([LOSS[kind] for kind in kinds]), (3, 1 + len(scales), 1))
    return level, loss, masks, sizes, counts


def numbers(level, shown, masks, counts):
    """List what is published where some cells are shown."""
    for item, measure, group in zip(*np.nonzero(shown), strict=True):
        atoms = frozenset(np.flatnonzero(masks[group]).tolist())
        for row in range(len(counts)):
            owner, result = level.place(row)
            if owner != (item if item < 2 else -1) or (owner >= 0 and level.measures[result] != measure):
                continue
            scale = f"s{measure}" if measure else "genoemd"
            place = result - int(np.flatnonzero(level.measures == measure)[0])
            category = level.scales[measure - 1][place] if measure else ""
            name = ("geen", "geen", "") if owner < 0 else ("ij"[owner], scale, category)
            yield Number(name, atoms, int(counts[row][list(atoms)].sum()))


def named(scales):
    return {f"s{place}": scale for place, scale in enumerate(scales, 1)}


def wanted(loss):
    cells = np.ones(loss.shape, bool)
    cells[-1, 1:] = False
    return cells


@pytest.mark.parametrize(
    ("minimum", "seeds"),
    [
        (5, (3, 5)),
        pytest.param(5, (3, 15), marks=pytest.mark.thorough),
        pytest.param(8, (3, 15), marks=pytest.mark.thorough),
    ],
)
def test_nothing_is_left_to_a_reader_with_a_solver(minimum, seeds):
    before = 0
    for seed in range(*seeds):
        level, loss, masks, sizes, counts = made(seed, minimum)
        if sum(1 for _ in small_unions(sizes, minimum)) > 300:
            continue
        verdict = suppress(level, minimum, loss, wanted(loss))
        scales = named(SCALES)
        told = list(numbers(level, verdict.shown, masks, counts))
        assert not told or list(Reader(sizes, told, scales).exact(minimum)) == [], seed
        if verdict.first:
            told = list(numbers(level, verdict.eligible, masks, counts))
            found = list(Reader(sizes, told, scales).exact(minimum))
            before += len(found)
    assert before > 20 or seeds[1] < 15


@pytest.mark.thorough
@pytest.mark.parametrize("scales", ANY, ids=len)
def test_nor_with_any_number_of_follow_ups(scales):
    before = 0
    for seed in (4, 7, 9, 13, 16):
        level, loss, masks, sizes, counts = made(seed, 5, scales)
        if sum(1 for _ in small_unions(sizes, 5)) > 300:
            continue
        verdict = suppress(level, 5, loss, wanted(loss))
        told = list(numbers(level, verdict.shown, masks, counts))
        assert not told or list(Reader(sizes, told, named(scales)).exact(5)) == [], seed
        told = list(numbers(level, verdict.eligible, masks, counts))
        before += len(list(Reader(sizes, told, named(scales)).exact(5))) if verdict.first else 0
    assert before > 2


def test_three_of_three_and_three_of_five_tell_of_the_two_others():
    sizes, groups = np.array([6, 2]), np.array([[True, True], [True, False]])
    counts = np.array([[0, 0], [6, 1]])
    level = Level("x", ("i",), (), sizes, sizes, groups, counts)
    loss = np.ones((2, 1, 2))
    verdict = suppress(level, 5, loss, fixed=None)
    assert verdict.shown[0, 0].sum() == 1 and {leak.value for leak in verdict.first} == {1}
    with pytest.raises(InsolubleError):
        suppress(level, 5, loss, fixed=np.ones(loss.shape, bool))


def test_that_nobody_or_everybody_ticked_is_no_secret():
    sizes, groups = np.array([6, 2]), np.array([[True, True]])
    for ticks in ([0, 0], [6, 2]):
        level = Level("x", ("i",), (), sizes, sizes, groups, np.array([[0, 0], ticks]))
        assert suppress(level, 5, np.ones((2, 1, 1))).shown[0].all()


def test_a_number_that_no_report_tells_for_certain_excuses_nothing():
    """All five of the rest ticked, of whom one is by himself: it follows from the whole and the other five."""
    sizes, parts = np.array([5, 5]), np.array([5, 1])
    groups = np.array([[True, True], [True, False], [False, True]])
    counts = np.array([[0, 0], [2, 5]])
    loss = np.tile([100.0, 30.0, 8.0], (2, 1, 1))
    for told, withheld in ((None, 0), (np.array([True, True, False]), 1)):
        level = Level("x", ("i",), (), sizes, parts, groups, counts, told)
        shown = suppress(level, 5, loss).shown[0, 0]
        assert (shown[:2].sum() < 2) == bool(withheld)


@pytest.mark.parametrize("exact", [True, False])
def test_answers_tell_how_many_answered_where_that_is_what_a_tick_means(exact):
    """Three outside a group: from the answers of all and of the group follows how many of the three gave none."""
    sizes, groups = np.array([3, 20]), np.array([[True, True], [False, True]])
    counts = np.array([[0, 0], [2, 18], [1, 10], [1, 8]])
    level = Level("x", ("i",), (("a", "b"),), sizes, sizes, groups, counts, alone=False, exact=exact)
    shown = np.zeros((2, 2, 2), bool)
    shown[0, 1] = True
    assert (1 in {leak.row for leak in Audit(level, 5).revealed(shown)}) is exact


def test_whoever_did_not_answer_adds_nothing_to_few_who_did():
    """Of mbo and wo outside one workplace five persons are left, of whom four ticked: nobody can tell which of them."""
    sizes = np.array([6, 3, 2, 4, 1])  # hbo, hbo at the workplace, mbo at it, other mbo, wo
    groups = np.array([[True] * 5, [True, True, False, False, False], [False, True, True, False, False]])
    counts = np.array([[0] * 5, [5, 3, 2, 4, 0], [3, 0, 0, 2, 0], [2, 3, 2, 2, 0]])
    level = Level("x", ("i",), (("nieuw", "versterking"),), sizes, sizes, groups, counts)
    leaks = Audit(level, 5).revealed(np.ones((2, 2, 3), bool), [0])
    assert {(leak.row, leak.union, leak.value) for leak in leaks} == {(2, (3, 4), 2), (3, (3, 4), 2)}


@pytest.mark.parametrize("seed", range(40))
def test_every_union_of_few_answers_is_found(seed):
    """Against all subsets: a union is one where it is a sum of groups, whatever is added of whom nobody answered."""
    random = np.random.default_rng(seed)
    base = random.choice([0, 0, 1, 2, 3, 9], 9)
    groups = random.uniform(size=(int(random.integers(2, 7)), 9)) < 0.5
    some = np.flatnonzero(base)
    span = groups[:, some].T.astype(float)
    wanted = set()
    for taken in product([False, True], repeat=len(some)):
        if 0 < base[some][list(taken)].sum() < 5:
            whole = np.array(taken, float)
            if np.allclose(span @ np.linalg.lstsq(span, whole, rcond=None)[0], whole):
                wanted.add(tuple(some[list(taken)].tolist()))
    found = [tuple(one for one in union if base[one]) for union in FewAnswers(base, groups, 5)]
    assert len(found) == len(set(found)) and set(found) == wanted


def test_groups_that_overlap_where_nobody_answered_are_taken_off_one_another():
    """All, less A, less B: four answered. Where it is told that nobody did of who is in both, their answers follow."""
    sizes = np.array([9, *[8] * 6, 30, 30])  # in A and B, elsewhere, in A only, in B only
    every, a, b = np.ones(9, bool), np.arange(9) % 7 == 0, np.isin(np.arange(9), [0, 8])
    counts = np.array([[0] * 9, [0, 1, 1, 1, 1, 0, 0, 9, 9], [0, 1, 1, 0, 0, 0, 0, 5, 5], [0, 0, 0, 1, 1, 0, 0, 4, 4]])

    def leaks(*groups):
        level = Level("x", ("i",), (("nieuw", "versterking"),), sizes, sizes, np.array(groups), counts)
        found = Audit(level, 5).revealed(np.ones((2, 2, len(groups)), bool), [0])
        return {(leak.row, leak.value) for leak in found}

    assert leaks(every, a, b, a & b) >= {(2, 2), (3, 2)} and leaks(every, a, b) == set()

"""How far a count can move if parts of persons could: a linear program, solved for one count after another."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reach:
    """What a solution says.

    Attributes
    ----------
    far : float
        How far the target moves.
    move : float array, shape (variables,)
        A move that takes it there.
    prices : float array, shape (sums,)
        How much further it would move for each unit that a sum might change: nothing where the sum does not hold it.
    """

    far: float
    move: Floats
    prices: Floats


class Relaxation:
    """The constraints on moves, handed to HiGHS once: that costs more than solving them.

    Each target is solved from scratch, so that what is found does not depend on what was asked before.

    Parameters
    ----------
    same : sparse array, shape (sums, variables)
        What does not change.
    limit : sparse array, shape (limits, variables)
        What is at most `room`.
    room : float array, shape (limits,)
    low, high : float array, shape (variables,)
        How far each variable may move.
    """

    def __init__(self, same: csr_array, limit: csr_array, room: Floats, low: Floats, high: Floats) -> None:
        self._sums, self._variables = same.shape
        rows = csr_array(vstack([same, limit]))
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = rows.shape
        program.col_cost_, program.col_lower_, program.col_upper_ = np.zeros(len(low)), low, high
        program.row_lower_ = np.concatenate([np.zeros(self._sums), np.full(len(room), -highspy.kHighsInf)])
        program.row_upper_ = np.concatenate([np.zeros(self._sums), room])
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_ = rows.indptr, rows.indices
        program.a_matrix_.value_ = rows.data
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(program)

    def reach(self, target: Floats, sign: int) -> Reach:
        """Tell how far a weighted sum of the variables can go up (1) or down (-1).

        Raises
        ------
        ArithmeticError
            It cannot be solved; no move at all always fits, so that there is always a solution.
        """
        solver = self._solver
        solver.clearSolver()
        solver.changeColsCost(self._variables, np.arange(self._variables, dtype=np.int32), -sign * target)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(solver.modelStatusToString(solver.getModelStatus()))
        found = solver.getSolution()
        prices = np.array(found.row_dual)[: self._sums]
        return Reach(-solver.getInfo().objective_function_value, np.array(found.col_value), prices)

"""What a kernel imports when it starts, and how it is made as new for its next notebook."""

from __future__ import annotations

import gc
import os
import random
import sys
import warnings
from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn  # noqa: F401  # what notebooks need
from IPython.core.getipython import get_ipython
from matplotlib import pyplot as plt

import impactmonitor.display.page  # noqa: F401  # the same

plt.switch_backend(mpl.get_backend())  # else it sets itself up, for good, when a notebook first draws
_folder, _path, _environment = os.getcwd(), [*sys.path], {**os.environ}  # noqa: PTH109
_filters, _numpy, _style = [*warnings.filters], np.geterr(), mpl.rcParams.copy()
gc.freeze()  # what is imported stays: no collection need look at it, of which every notebook has several


def clear(changed: Mapping[str, str | None]) -> None:
    """Undo what a notebook leaves in its process, as far as that is known.

    Parameters
    ----------
    changed : mapping
        Environment variables that are not as they were when the kernel started; None for one that is gone.
    """
    shell = get_ipython()
    assert shell, "this is a kernel"
    shell.reset()  # also counts cells from one again
    os.chdir(_folder)
    sys.path[:] = _path
    now = {**_environment, **changed}
    os.environ.clear()
    os.environ.update({name: value for name, value in now.items() if value is not None})
    warnings.resetwarnings()  # also forgets what has been warned of
    warnings.filters[:] = _filters  # type: ignore[index]
    random.seed()
    np.random.seed()
    np.seterr(**_numpy)
    dict.update(mpl.rcParams, _style)
    plt.close("all")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of options that will go
        pd.reset_option("all")

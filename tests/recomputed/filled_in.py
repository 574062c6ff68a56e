"""What a person does with a wave that is proposed: give an export, and fill in the marked places."""

from itertools import count

import pandas as pd
import yaml

from impactmonitor.files.unfilled import MARK


def export_of(tmp_path, **columns):
    """Write an export with some columns."""
    path = tmp_path / "vreemd.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def completed(value, numbers):
    """Return what a codebook holds, with something in every marked place."""
    if isinstance(value, dict):
        return {key: completed(one, numbers) for key, one in value.items()}
    if isinstance(value, list):
        return [completed(one, numbers) for one in value]
    return f"ingevuld {next(numbers)}" if str(value).startswith(MARK) else value


def filled(folder):
    """Fill in the marked places of a survey of other kinds of questions, codes by what they stand for."""
    path = folder / "codebook.yml"
    book = completed(yaml.safe_load(path.read_text(encoding="utf-8")), count(1))
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")

"""Facts from outside the answers (``bron.yml``): what no answer tells, such as reach and who commissioned the study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from impactmonitor.analysis.study import Study
from impactmonitor.files.checked_yaml import read_yaml
from impactmonitor.survey.wave import companion


def facts_of(data: Path) -> dict[str, Any]:
    """Read the ``bron.yml`` of a data file as it is; empty where there is none, and `InputError` where it is wrong."""
    path = companion(data, "bron.yml")
    return dict(read_yaml(path, "bron")) if path.exists() else {}


def read_facts(study: Study) -> dict[str, str]:
    """Read the facts that prose takes by name.

    Returns
    -------
    dict
        The facts' texts. All are empty when the file is of another measurement than the codebook: prose that takes them
        stands where ``bron`` is set in the report's metadata, and is left out then.

    Raises
    ------
    InputError
        The file cannot be read, or is not laid out as `files.read_yaml` asks.
    """
    found = facts_of(study.data)
    apply = str(found.pop("meting", "")) == study.codebook.meting
    return {name: str(fact["waarde"]) if apply else "" for name, fact in found.items()}

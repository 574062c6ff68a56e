"""Facts from outside the answers (``bron.yml``): what no answer tells, such as reach and who commissioned the study."""

from __future__ import annotations

from impactmonitor.companions import companion
from impactmonitor.files import read_yaml
from impactmonitor.study import Study


def read_facts(study: Study) -> dict[str, str]:
    """Read the facts that prose takes by name.

    Returns
    -------
    dict
        The facts' texts. All are empty when the file is of another measurement than the codebook: prose that takes them
        stands where ``bron`` is set in the report's metadata, and is left out then.
    """
    path = companion(study.data, "bron.yml")
    found = read_yaml(path, dict) if path.exists() else {}
    apply = str(found.pop("meting", "")) == study.codebook.meting
    return {name: str(fact["waarde"]) if apply else "" for name, fact in found.items()}

"""The two engines that render a report: their sources, their failures, and how far they agree."""

from impactmonitor.build import CHAPTERS, write_chapters
from impactmonitor.codebook import ROOT


def test_committed_chapters_are_those_of_the_codebook(codebook, tmp_path):
    write_chapters([[niveau.key, niveau.naam] for niveau in codebook.niveaus], tmp_path)
    assert (ROOT / CHAPTERS).read_bytes() == (tmp_path / CHAPTERS).read_bytes(), "run make notebooks"

"""Data that were read once: kept while they are the same, and no longer."""

import shutil

from impactmonitor import readings
from impactmonitor.codebook import DATA
from impactmonitor.companions import companions
from impactmonitor.study import Study


def test_data_are_read_once_as_long_as_they_are_the_same(tmp_path):
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("reconstructie")) / "respons.csv"
    read = []

    def reader(path):
        read.append(path)
        return len(read)

    assert [readings.once(data, reader), readings.once(data, reader)] == [1, 2], "nothing is kept unless told"
    with readings.kept_in(tmp_path):
        assert [readings.once(data, reader), readings.once(data, reader)] == [3, 3]
        for changed in (data, *companions(data)):
            before = len(read)
            with changed.open("a") as file:
                file.write("\n")
            assert readings.once(data, reader) == before + 1, changed.name
        (tmp_path / readings.FILE).write_bytes(b"damaged")
        assert readings.once(data, reader) == len(read)
    with readings.kept_in(tmp_path, anew=True):
        before = len(read)
        assert readings.once(data, reader) == before + 1
    with readings.kept_in(tmp_path / "respons.csv" / "no folder"):
        assert readings.once(data, reader) == len(read)


def test_a_kept_study_is_the_same(tmp_path):
    first = Study.load()
    with readings.kept_in(tmp_path):
        Study.load()
        again = Study.load()
    assert again.responses.frame.equals(first.responses.frame)
    assert (again.responses.frame.dtypes == first.responses.frame.dtypes).all()
    assert again.codebook == first.codebook and again.responses.notes == first.responses.notes

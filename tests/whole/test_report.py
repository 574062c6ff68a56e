"""Reports, end to end: the whole, and one of a part, which is all that the quick round of tests makes."""

FILES = {"cijfers.csv", "claims.csv", "params.yml", "report.docx", "report.html", "report.pdf", "tabellenboek.xlsx"}


def test_files_are_there(report):
    assert {path.name for path in report.iterdir()} == FILES


def test_a_small_report(built):
    folder = built(tranche="3")
    assert {path.name for path in folder.iterdir()} == FILES
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "n=25" in page and "</html>" in page and "{{" not in page
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")

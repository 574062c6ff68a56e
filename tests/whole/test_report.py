"""The whole report, end to end: what the built files hold."""


def test_files_are_there(report):
    assert {path.name for path in report.iterdir()} == {
        "cijfers.csv",
        "claims.csv",
        "params.yml",
        "report.docx",
        "report.html",
        "report.pdf",
        "tabellenboek.xlsx",
    }

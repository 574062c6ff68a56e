"""Ordinary results in a labelled cell: embedded as what they are, or refused with what to add. Nothing vanishes."""

import base64

import nbformat
import pandas as pd
import pytest
from great_tables import GT
from lxml import html as dom
from matplotlib.figure import Figure
from nbformat.v4 import new_output

from impactmonitor.display.ordinary import Cell, NotShownError
from impactmonitor.display.sheet import small_png
from impactmonitor.display.shown import REPORT
from impactmonitor.problems import BuildError
from impactmonitor.report.cell_options import label_of
from impactmonitor.run.tidied import promote

PNG = base64.b64encode(small_png(Figure(figsize=(2, 1)), 50)).decode()
FRAME = pd.DataFrame({"opbrengst": ["<b>x</b> $a$", "y"], "aantal": [1, 2]})


def result(data):
    return new_output("execute_result", data, execution_count=1)


def markdown(tmp_path, *outputs, **options):
    return Cell("student-los", {name.replace("_", "-"): value for name, value in options.items()}, tmp_path).markdown(
        outputs
    )


def test_the_report_s_own_face_comes_first(tmp_path):
    data = {"image/png": PNG, "text/html": "<table></table>", REPORT: "voor het *rapport*"}
    assert markdown(tmp_path, result(data)) == "voor het *rapport*"
    assert markdown(tmp_path, result({"text/markdown": "*zo*", "text/plain": "<Markdown>"})) == "*zo*"


def test_a_picture_is_kept_in_every_form_of_a_figure(tmp_path):
    drawn = [result({"text/plain": "<Axes: xlabel='x'>"}), new_output("display_data", {"image/png": PNG})]
    made = markdown(tmp_path, *drawn, fig_cap="Een kop", fig_alt="Een lijn")
    assert made.startswith("![Een kop](figures/student-los-1){#fig-student-los-1 fig-alt=")
    assert "Axes" not in made
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["student-los-1-smal.svg", "student-los-1.png", "student-los-1.svg"]
    assert PNG in (tmp_path / "student-los-1.svg").read_text()


@pytest.mark.parametrize(
    ("data", "options", "told"),
    [
        ({"image/png": PNG}, {}, "shows a picture; add to the cell: #| fig-cap: …, #| fig-alt: …"),
        ({"image/png": PNG}, {"fig_cap": "Kop"}, "shows a picture; add to the cell: #| fig-alt: …"),
        ({"text/html": "<table><tr><td>1</td></tr></table>"}, {}, "shows a table; add to the cell: #| tbl-cap: …"),
        ({"text/html": "<p>x</p>", "text/plain": "x"}, {}, "shows text/html; the report takes pictures, tables, "),
        (
            {"application/vnd.plotly.v1+json": {"data": []}, "text/plain": "F"},
            {},
            "shows application/vnd.plotly.v1+json;",
        ),
        ({"text/latex": "$x$", "text/plain": "x"}, {}, "shows text/latex; the report takes"),
    ],
)
def test_what_cannot_stand_in_the_report_is_refused(data, options, told, tmp_path):
    with pytest.raises(NotShownError) as caught:
        markdown(tmp_path, result(data), **options)
    assert str(caught.value).startswith(told)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("html", [FRAME.to_html(), GT(FRAME, rowname_col="opbrengst").as_raw_html()])
def test_tables_are_embedded_as_tables(html, tmp_path):
    made = markdown(tmp_path, result({"text/html": html, "text/plain": "in platte tekst"}), tbl_cap="Zomaar een tabel")
    assert made.startswith("::: {#tbl-student-los}\n") and made.endswith("\n\nZomaar een tabel\n:::")
    assert "&#60;b&#62;x" in made and "<b>" not in made and "$" not in made
    root = dom.fragment_fromstring(made[made.index("<table") : made.index("</table>") + 8])
    assert all(head.get("scope") and head.text_content().strip() for head in root.iter("th"))
    assert 'class="gt_table"' in made and "platte" not in made


def test_plain_text_and_what_is_printed_are_text(tmp_path):
    printed = [new_output("stream", text="een *ster*\ntwee\n"), new_output("stream", name="stderr", text="let op")]
    assert markdown(tmp_path, *printed, result({"text/plain": "64"})) == "een &#42;ster&#42;\\\ntwee\n\n64"


def book(source, *outputs):
    cell = nbformat.v4.new_code_cell(source, id="los")
    cell.outputs = list(outputs)
    aside = nbformat.v4.new_code_cell("genoemd.head()", id="kijken")
    aside.outputs = [result({"text/plain": "1"})]
    return nbformat.v4.new_notebook(cells=[aside, cell])


def test_an_executed_copy_keeps_the_report_s_face_alone(tmp_path, capsys):
    told = "/tmp/ipykernel_1/2.py:3: FutureWarning: dit verandert\n  page.figure(table)\n"
    warned = new_output("stream", name="stderr", text=told)
    made = book("#| label: los\npage", warned, result({"text/html": "<table>", REPORT: "*zo*"}))
    promote(made, tmp_path / "executed" / "student.ipynb")
    aside, cell = made.cells
    assert aside.outputs == []
    assert [(one.output_type, one.data) for one in cell.outputs] == [("display_data", {"text/markdown": "*zo*"})]
    assert capsys.readouterr().err == "note: student.ipynb#los says: FutureWarning: dit verandert\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "#| label: los\nplt.show()",
            "student.ipynb#los: shows a picture; add to the cell: #| fig-cap: …, #| fig-alt: …",
        ),
        ("#| label: los\n#| fig-cap: een: twee\nplt.show()", "student.ipynb#los: its lines '#| …' are not YAML: "),
        (
            "#| label:los\nplt.show()",
            "student.ipynb#los: its lines '#| …' are no names with values, such as '#| label: x'",
        ),
    ],
)
def test_a_refused_result_names_its_cell(source, told, tmp_path):
    with pytest.raises(BuildError) as caught:
        promote(book(source, result({"image/png": PNG})), tmp_path / "executed" / "student.ipynb")
    assert str(caught.value).startswith(told)


def test_a_labelled_cell_may_not_end_in_an_error(tmp_path):
    failed = new_output("error", ename="ValueError", evalue="geen getal", traceback=[])
    with pytest.raises(BuildError, match=r"student\.ipynb#los: ends in an error: ValueError: geen getal"):
        promote(book("#| label: los\nint('x')", failed), tmp_path / "executed" / "student.ipynb")


def test_a_label_names_one_cell(tmp_path):
    made = book("#| label: los\n1", result({"text/plain": "1"}))
    made.cells.append(nbformat.v4.new_code_cell("#| label: los\n2", id="weer"))
    with pytest.raises(BuildError, match=r"student\.ipynb#weer: label 'los' stands on an earlier cell as well"):
        promote(made, tmp_path / "executed" / "student.ipynb")


def test_a_label_may_be_quoted():
    assert label_of('#| label: "los"\n1 + 1') == label_of("#| label: los") == "los" and label_of("1 + 1") == ""

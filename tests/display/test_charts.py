"""Figures: what they show, in which order, and that equal tables give equal files."""

from pathlib import Path

import pandas as pd
import pytest
import seaborn as sns
from lxml import etree
from matplotlib.figure import Figure
from order import first

from impactmonitor.analysis.tabulation import ranked, shown_share
from impactmonitor.display.alt_text import alt_text
from impactmonitor.display.charts import chart
from impactmonitor.display.heatmap import heatmap
from impactmonitor.display.sheet import NARROW, WIDTH, save

GROUPS = [("Totaal", 64), ("Mbo", 36), ("Hbo", 22)]
LABELS = ["Relatie tussen mbo en hbo", "Samenwerking met het bedrijfsleven", "Meer $kennis$ & <b>kunde</b>"]
SCALE = [("gerealiseerd", "Gerealiseerd"), ("deels", "Deels gerealiseerd"), ("verwacht", "Verwacht")]


def ordered(table, *columns):
    """Order labels as they come, and say each share as `tabulation` does."""
    labels = {name: pd.Categorical(table[name], table[name].unique(), ordered=True) for name in columns}
    order = ranked(table)["opbrengst"]
    said = [shown_share(row.aantal, row.n, row.aandeel) for row in table.itertuples()]
    return table.assign(**labels, waarde=said, opbrengst=pd.Categorical(table["opbrengst"], order, ordered=True))


def outcomes_frame(groups=GROUPS, labels=LABELS, count=lambda item, n: n * (item % 4 + 1) // 4, missing=False):
    kinds = ["named"] * len(labels) + ["other", "none"]
    rows = []
    for item, (label, kind) in enumerate(zip([*labels, "Andere", "Geen"], kinds, strict=True)):
        for name, n in groups:
            number = count(item, n) if kind == "named" else n
            row = {"item": f"i{item}", "opbrengst": label, "soort": kind}
            row |= {"groep_key": name.lower(), "groep": f"{name} (n={n})", "groep_naam": name.lower()}
            rows.append(row | {"n": n, "aantal": number, "aandeel": number / n, "oordeel": ""})
    table = pd.DataFrame(rows)
    if missing:
        table[["aantal", "aandeel"]] = table[["aantal", "aandeel"]].astype(float)
        table.loc[0, ["aantal", "aandeel"]] = float("nan")
    return ordered(table, "groep")


def distribution_frame(counts, shown=lambda n: n >= 5):
    rows = []
    for item, numbers in enumerate(counts):
        n = sum(numbers)
        for (key, label), number in zip(SCALE, numbers, strict=True):
            row = {"item": f"i{item}", "opbrengst": f"Opbrengst {item}", "soort": "named", "n": n, "toon": shown(n)}
            row |= {"aantal": number if shown(n) else pd.NA, "aandeel": number / n if shown(n) else float("nan")}
            row["reden"] = "" if shown(n) else "om herkenning te voorkomen"
            rows.append(row | {"categorie": key, "antwoord": label})
    return ordered(pd.DataFrame(rows).astype({"aantal": "Int64"}), "antwoord")


BARS = {"x": "aandeel", "y": "opbrengst", "hue": "groep", "errorbar": None, "saturation": 1, "gap": 0.08}
STACKED = {"y": "opbrengst", "weights": "aandeel", "hue": "antwoord", "multiple": "stack", "shrink": 0.75, "lw": 0}


def outcomes(table, headline="Kop", subtitle="Onder", wide=WIDTH):
    return chart(sns.barplot, table, headline, subtitle, wide, **BARS)


def distribution(table, headline="Kop", subtitle="Onder", wide=WIDTH):
    return chart(sns.histplot, table, headline, subtitle, wide, **STACKED)


def texts(figure, folder, stem="fig"):
    save(figure, folder, stem)
    root = etree.parse(folder / f"{stem}.svg").getroot()
    return [element.text for element in root.iter("{*}text")]


def test_groups_have_a_legend_where_there_are_several_and_answers_always(tmp_path):
    assert {name for name, _ in GROUPS} <= {
        text.partition(" (")[0] for text in texts(outcomes(outcomes_frame()), tmp_path)
    }
    assert "Totaal (n=64)" not in texts(outcomes(outcomes_frame(GROUPS[:1])), tmp_path)
    answers = distribution_frame([[9, 0, 0]])
    assert "Gerealiseerd" in texts(distribution(answers[answers["aantal"] > 0]), tmp_path)


def test_outcomes_show_every_label_share_and_base(tmp_path):
    found = texts(outcomes(outcomes_frame(), "De bevinding", "Basis en periode"), tmp_path)
    assert {"De bevinding", "Basis en periode", "Totaal (n=64)", "Mbo (n=36)", "Hbo (n=22)"} <= set(found)
    words = " ".join(found).split()
    assert all(word in words for label in LABELS for word in label.split())
    assert [text for text in found if text in {"25%", "50%", "75%"}].count("25%") == 2
    assert "23%" in found  # 5 of 22


def test_outcomes_are_sorted_by_the_first_group_with_other_and_none_last(tmp_path):
    found = texts(outcomes(outcomes_frame(), "Kop", "Onder"), tmp_path)
    heads = [text for text in found if text.split()[0] in {"Relatie", "Samenwerking", "Meer", "Andere", "Geen"}]
    assert [head.split()[0] for head in heads] == ["Meer", "Samenwerking", "Relatie", "Andere", "Geen"]


@pytest.mark.parametrize("groups", first([6, 1, 2, 3, 4], 2))
@pytest.mark.parametrize("items", first([10, 1, 5], 2))
@pytest.mark.parametrize("wide", [WIDTH, NARROW])
def test_outcomes_stay_within_the_sheet(groups, items, wide):
    frame = outcomes_frame(
        [(f"Tranche {g}", 64) for g in range(groups)], [f"{i} Een lange naam " * 4 for i in range(items)]
    )
    found = outcomes(frame, "Een kop die over meer dan een regel loopt " * 3, "Onder", wide)
    found.canvas.draw()
    width, height = found.bbox.size
    (axes,) = found.axes
    assert len(axes.texts) == (items + 2) * groups and len(found.texts) > items + groups
    for text in [*found.texts, *axes.texts]:
        box = text.get_window_extent()
        assert box.x0 >= -1 and box.x1 <= width * 1.01 and box.y0 >= -1 and box.y1 <= height + 1, text.get_text()


def test_few_respondents_are_counted_and_hidden_shares_are_a_dash(tmp_path):
    frame = outcomes_frame([("Tranche 3", 9), ("Alle tranches", 64)], missing=True)
    found = texts(outcomes(frame, "Kop", "Onder"), tmp_path)
    assert {"4 van 9", "6 van 9", "9 van 9", "–", "50%", "100%"} <= set(found)


def test_bars_are_as_long_as_their_shares():
    frame = outcomes_frame()
    (axes,) = outcomes(frame, "Kop", "Onder").axes
    drawn = sorted(round(bar.get_width(), 9) for bar in axes.patches)
    assert drawn == sorted(frame["aandeel"].round(9))


def test_distribution_hides_small_segments_and_small_bases(tmp_path):
    frame = distribution_frame([[10, 10, 20], [39, 1, 0], [1, 1, 2], [2, 2, 4]])
    found = texts(distribution(frame, "Kop", "Onder"), tmp_path)
    assert {"25%", "50%", "98%", "n=40", "n=8", "2 van 8", "niet getoond, om herkenning te voorkomen"} <= set(found)
    assert not {"3%", "0%", "n=4"} & set(found)
    order = [text for text in found if text.startswith("Opbrengst")]
    assert order[0] == "Opbrengst 1" and order[-1] == "Opbrengst 2"
    assert found.index("Gerealiseerd") < found.index("Deels gerealiseerd") < found.index("Verwacht")


def test_a_bar_has_counts_alone_where_one_leaves_no_room_for_its_base(tmp_path):
    table = distribution_frame([(3, 8, 8), (10, 10, 20)])
    assert {"3 van 19", "8 van 19", "25%"} <= set(texts(distribution(table, "t", "s"), tmp_path))
    narrow = texts(distribution(table, "t", "s", wide=NARROW), tmp_path)
    assert narrow.count("3") == 1 and narrow.count("8") == 2 and {"n=19", "25%"} <= set(narrow)
    assert not any(" van " in text for text in narrow)


def test_where_most_is_withheld_it_is_told_together(tmp_path):
    frame = distribution_frame([[1, 1, 2], [10, 10, 20], [2, 1, 1], [1, 2, 1]])
    found = texts(distribution(frame, "Kop", "Onder"), tmp_path)
    assert "niet getoond, om herkenning te voorkomen" not in found and "n=40" in found
    note = " ".join(text for text in found if "Opbrengst" in text)
    assert "Niet getoond, om herkenning te voorkomen: Opbrengst 0; Opbrengst 2; Opbrengst 3." in note


def test_a_base_withheld_because_another_would_follow_says_so(tmp_path):
    frame = distribution_frame([[10, 10, 20]], shown=lambda n: False)
    found = texts(distribution(frame, "Kop", "Onder"), tmp_path)
    assert "niet getoond, om herkenning te voorkomen" in found and "n=40" not in found


def test_heatmap_marks_only_judged_differences(tmp_path):
    frame = outcomes_frame([("Tranche 1", 25), ("Tranche 2", 20)])
    plain = texts(heatmap({"Instelling": frame}, "Kop", "Onder"), tmp_path)
    assert not any("▲" in text or "▼" in text for text in plain)
    frame.loc[0, "oordeel"] = "minder vaak"
    marked = texts(heatmap({"Instelling": frame}, "Kop", "Onder"), tmp_path)
    assert [text for text in marked if text.endswith("▼")] == ["6 ▼"]
    assert {"Tranche 1", "n=25", "n=20"} <= set(marked)


def draw(kind):
    if kind == "distribution":
        return distribution(distribution_frame([[10, 10, 20], [9, 1, 0]]), "Kop", "Onder")
    if kind == "heatmap":
        return heatmap({"Instelling": outcomes_frame(), "Student": outcomes_frame()}, "Kop", "Onder")
    return outcomes(outcomes_frame())


@pytest.mark.parametrize("kind", ["outcomes", "distribution", "heatmap"])
def test_equal_tables_give_equal_bytes(kind, tmp_path):
    for folder in ("a", "b"):
        save(draw(kind), tmp_path / folder, "x", alt="Tekst")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x.svg"]
    assert (tmp_path / "a" / "x.svg").read_bytes() == (tmp_path / "b" / "x.svg").read_bytes()


def test_another_drawing_leaves_no_png_of_the_one_before(tmp_path):
    (tmp_path / "x.png").write_bytes(b"before")
    save(draw("outcomes"), tmp_path, "x")
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"]


def test_svg_can_stand_inside_a_page(tmp_path):
    for stem in ("een", "twee"):
        save(draw("outcomes"), tmp_path, stem, alt='Alt "tekst"')
    roots = [etree.parse(tmp_path / f"{stem}.svg").getroot() for stem in ("een", "twee")]
    ids = [element.get("id") for root in roots for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for root, stem in zip(roots, ("een", "twee"), strict=True):
        source = (tmp_path / f"{stem}.svg").read_text(encoding="utf-8")
        assert not {"width", "height"} & set(root.attrib) and root.get("viewBox").startswith("0 0 453.5")
        assert source.startswith("<svg") and "<style" not in source and "metadata" not in source
        assert root.get("aria-label") == 'Alt "tekst"' and "DejaVu" not in source
        clips = {element.get("clip-path") for element in root.iter() if element.get("clip-path")}
        assert clips and all(clip.removeprefix("url(#").rstrip(")") in ids for clip in clips)


def test_saving_leaves_nothing_half_done(tmp_path, monkeypatch):
    def fail(self, target):
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        save(draw("outcomes"), tmp_path, "x")
    assert not list(tmp_path.iterdir())


def test_alt_text_of_outcomes_says_every_share_in_the_order_shown():
    alt = alt_text(outcomes_frame(), "Opbrengsten op instellingsniveau")
    assert alt.startswith("Staafdiagram: Opbrengsten op instellingsniveau. Basis: totaal n=64, mbo n=36, hbo n=22. ")
    assert "Relatie tussen mbo en hbo: totaal 25%, mbo 25%, hbo 23%." in alt
    assert alt.index("kunde") < alt.index("Samenwerking") < alt.index("Relatie") < alt.index("Andere")
    small = alt_text(outcomes_frame([("Tranche 3", 9)]), "Opbrengsten")
    assert "Relatie tussen mbo en hbo: tranche 3: 2 van 9." in small


def test_alt_text_has_a_dash_where_a_base_is_not_shown():
    frame = outcomes_frame([("Tranche 3", 9)])
    frame["n"] = pd.array([pd.NA] * len(frame), "Int64")
    assert "Basis: tranche 3 n=–." in alt_text(frame, "Opbrengsten")


def test_alt_text_of_a_distribution_says_small_segments_too():
    alt = alt_text(distribution_frame([[39, 1, 0], [1, 1, 2]]), "Status.")
    assert alt == (
        "Gestapeld staafdiagram: Status. Opbrengst 0 (n=40): gerealiseerd 98%, deels gerealiseerd 3%, "
        "verwacht 0%. Opbrengst 1: niet getoond, om herkenning te voorkomen."
    )


def test_what_a_drawing_uses_twice_is_found_under_its_new_name(tmp_path):
    figure = Figure()
    figure.subplots().plot([1, 2], marker="o")
    save(figure, tmp_path, "punten")
    root = etree.parse(tmp_path / "punten.svg").getroot()
    used = {value for one in root.iter() for name, value in one.items() if name.endswith("href")}
    assert used and used <= {f"#{one.get('id')}" for one in root.iter() if one.get("id", "").startswith("punten-")}

"""Prose as a pattern of what is printed: it finds its paragraph, and knows what of it was typed."""

import pytest

from impactmonitor.report.written import Written, changed, prose, texts


def line(text):
    return Written(None, 1, text, tuple(range(len(text))))


def edited(text, printed, old, new):
    """Return the line with a change of what is printed carried over; None where it is refused."""
    one = line(text)
    start = printed.index(old)
    edit = changed(one, one.match(printed), start, start + len(old), new)
    return edit and text[: edit[0]] + edit[2] + text[edit[1] :]


PRINTED = {
    "Van {{< var a.b >}} werkplaatsen.": "Van twintig werkplaatsen.",
    "Zie @sec-a en [@fig-b; @fig-c].[^noot]": "Zie hoofdstuk 2 en figuur 2.1, figuur 2.2.",
    "De *status* is **goed**, [zegt]{.mark} [wie](https://a.nl).": "De status is goed, zegt wie.",
    "## De aanpak van {{< var x >}} {#sec-aanpak .unnumbered}": "1.3 De aanpak van toen",
    "- Een punt": "Een punt",
    "> Wat is de 'impact'?": "Wat is de ‘impact’?",
    "Een 95%-interval -- dat is\\* zo...": "Een 95%-interval – dat is* zo…",
    "Het heet ‘{{< var niveaus.@@key@@.omschrijving >}}’ op @@naam@@.": "Het heet ‘de school’ op instellingsniveau.",
}


@pytest.mark.parametrize("text", PRINTED)
def test_a_line_finds_what_is_printed_of_it(text):
    assert line(text).match(PRINTED[text])
    assert not line(text).match("Iets. " + PRINTED[text])


TAKEN = [
    ("Van {{< var a >}} werkplaatsen.", "Van twintig werkplaatsen.", "werkplaatsen", "scholen",
     "Van {{< var a >}} scholen."),
    ("De *status* is goed.", "De status is goed.", "goed", "*af*", "De *status* is \\*af\\*."),
    ("De *status* is goed.", "De status is goed.", "De status is", "Status:", "Status: goed."),
    ("Een woord.[^noot] Nog een.", "Een woord. Nog een.", "woord", "zin", "Een zin.[^noot] Nog een."),
    ("Zie @sec-a hier.", "Zie hoofdstuk 2 hier.", "hier", "daar", "Zie @sec-a daar."),
    ("Een woord.", "Een woord.", "woord", "{{< var a >}}<b>", "Een \\{\\{\\< var a \\>\\}\\}\\<b\\>."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "old", "new", "made"), TAKEN)
def test_a_change_of_typed_words_is_taken(text, printed, old, new, made):
    assert edited(text, printed, old, new) == made


REFUSED = [
    ("Van {{< var a >}} werkplaatsen.", "Van twintig werkplaatsen.", "twintig"),
    ("Van {{< var a >}} werkplaatsen.", "Van twintig werkplaatsen.", "Van twintig werk"),
    ("Van {{< var a >}} werkplaatsen.", "Van twintig werkplaatsen.", "tig"),
    ("Zie @sec-a hier.", "Zie hoofdstuk 2 hier.", "hoofdstuk"),
    ("Een woord.[^noot] Nog een.", "Een woord. Nog een.", "woord. Nog"),
    ("Hij zei: “Dit is het.” Klaar.", "Hij zei: “Dit is het.” Klaar.", "is het"),
    ("De *status* is goed.", "De status is goed.", "De stat"),
    ("Een {{< var leeg >}} woord.", "Een  woord.", "Een  woord"),
]


@pytest.mark.parametrize(("text", "printed", "old"), REFUSED)
def test_a_change_of_what_is_computed_quoted_or_marked_is_refused(text, printed, old):
    assert edited(text, printed, old, "iets") is None


def test_words_are_put_in_beside_what_is_computed_and_not_in_it():
    one, printed = line("Van {{< var a >}} werkplaatsen."), "Van twintig werkplaatsen."
    match = one.match(printed)
    put = [changed(one, match, at, at, "x") for at in range(len(printed) + 1)]
    texts_with = [edit and one.text[: edit[0]] + edit[2] + one.text[edit[1] :] for edit in put]
    assert all(made is None or "{{< var a >}}" in made for made in texts_with)
    assert [at for at, edit in enumerate(put) if edit is None] == [5, 6, 7, 8, 9, 10]


def test_lines_know_their_file_and_place(tmp_path):
    path = tmp_path / "a.qmd"
    path.write_text("---\n# een noot\n---\n\n# Kop\n\n::: {.kader}\nEen zin.\n:::\n\n{{< var a >}}\n", encoding="utf-8")
    found = list(prose([path]))
    content = path.read_text(encoding="utf-8")
    assert [(one.line, one.text) for one in found] == [(5, "# Kop"), (8, "Een zin.")]
    assert all("".join(content[at] for at in one.places) == one.text for one in found)


def test_texts_of_a_yaml_file_are_read_as_yaml_reads_them(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text(
        'a: Een zin.\nb:\n  - c: >-\n      Die over twee\n      regels gaat.\n    d: "Met: punten."\n'
        'e: "met\\" escape en meer"\nf: |\n  elke regel\n  apart\ng: kort\n',
        encoding="utf-8",
    )
    content = path.read_text(encoding="utf-8")
    found = {one.name: one for one in texts(path)}
    assert {name: one.text for name, one in found.items()} == {
        "a": "Een zin.",
        "b.1.c": "Die over twee regels gaat.",
        "b.1.d": "Met: punten.",
    }
    for one in found.values():
        assert "".join(content[at] for at in one.places).split() == one.text.split()
    assert [one.line for one in found.values()] == [1, 3, 6]

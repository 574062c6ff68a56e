"""What authors type, as Quarto's guide shows it: what comes of it, or what is said of it. docs/quarto.md lists it."""

from dataclasses import dataclass, field

from front_matter import FRONT, SETTINGS, WRONG_FRONT


@dataclass(frozen=True)
class Right:
    """A construct that works.

    Attributes
    ----------
    typed : str
    words : str
        What every format then says.
    only : dict
        By format, what that one says and the others do not.
    parts : dict
        By format, what its file then holds.
    never : str
        What no format says.
    """

    typed: str
    words: str = ""
    only: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    never: str = ""


def block(head, *lines):
    """Write a block with a head, such as ``.callout-note``."""
    return "\n".join([f"::: {{{head}}}", *lines, ":::"])


PHOTO = "images/foto.png"
TABLE = "| Een | Twee |\n|:--|--:|\n| a **vet** | 12 |"

RIGHT = {
    'text for one format: `[…]{.content-visible when-format="html"}`': Right(
        '[alleenpagina]{.content-visible when-format="html"}[alleendruk]{.content-visible when-format="pdf"}',
        only={"html": "alleenpagina", "pdf": "alleendruk"},
    ),
    "text hidden in one format: `.content-hidden`": Right(
        '[nietpagina]{.content-hidden unless-format="docx"}', only={"docx": "nietpagina"}
    ),
    "text by metadata: `when-meta`, `unless-meta`": Right(
        '[xdeel]{.content-visible when-meta="deel"}[heelwoord]{.content-visible unless-meta="deel"}',
        "heelwoord",
        never="xdeel",
    ),
    "blocks by metadata": Right(
        block('.content-hidden when-meta="volledig"', "xheel")
        + "\n\n"
        + block('.content-hidden when-meta="deel"', "heelblok"),
        "heelblok",
        never="xheel",
    ),
    "blocks by profile: `when-profile`, `unless-profile`": Right(
        block('.content-visible when-profile="tranche-3"', "xprofiel")
        + "\n\n"
        + block('.content-visible unless-profile="tranche-3"', "geenprofiel"),
        "geenprofiel",
        never="xprofiel",
    ),
    "several conditions, which all have to hold": Right(
        '[xbeide]{.content-visible when-format="html" when-meta="deel"}'
        '[beide]{.content-visible when-format="html" when-meta="volledig"}',
        only={"html": "beide"},
        never="xbeide",
    ),
    "code with a condition": Right(
        '```{.python .content-visible when-format="pdf"}\ndrukcode\n```', only={"pdf": "drukcode"}
    ),
    "references side by side: `[@sec-a; @sec-b]`": Right("[@sec-kop; @sec-dieper]", "hoofdstuk 1, paragraaf 1.1"),
    "words around a reference: `[hoofdstuk @sec-a, onderaan]`": Right(
        "[hoofdstuk @sec-kop, onderaan]", "hoofdstuk 1, onderaan"
    ),
    "the number only: `[-@sec-a]`": Right("[-@sec-dieper] is het.", "1.1 is het."),
    "a reference to a heading that has no number": Right("Zie @sec-diepst.", "‘Diepst’"),
    "math: `$a^2$`, `$$…$$`": Right(
        "Een $a^2$ hier.\n\n$$\\frac{a}{b}$$\n\nHet kost $5 of $6.",
        "$5 of $6",
        parts={"html": "<msup><mi>a</mi><mn>2</mn></msup>", "pdf": "𝑎", "docx": "<m:f>"},
    ),
    "a table: `: Bijschrift {#tbl-a}`": Right(
        f"{TABLE}\n\n: Bijschrift {{#tbl-a}}\n\nZie @tbl-a.", "Tabel 1.1", parts={"html": "<strong>vet</strong>"}
    ),
    "a table without a caption": Right(TABLE.replace("Een", "Kolom"), "Kolom", parts={"html": '<th scope="col"'}),
    "a block around a table: `::: {#tbl-b}`": Right(block("#tbl-b", TABLE, "", "In een blok"), "In een blok"),
    "a picture of your own in `images/`, with `fig-alt`": Right(
        f'![Een foto]({PHOTO}){{#fig-a fig-alt="Staven" width=50%}}',
        "Een foto",
        parts={"html": 'alt="Staven" style="width: 50%"', "docx": 'descr="Staven"'},
    ),
    "a block around a picture: `::: {#fig-b}`": Right(
        block("#fig-b", f'![]({PHOTO}){{fig-alt="Staven"}}', "", "Onderschrift"), "Onderschrift"
    ),
    "pictures side by side under one number: `::: {#fig-c layout-ncol=2}`": Right(
        block(
            "#fig-c layout-ncol=2",
            f'![Voor]({PHOTO}){{#fig-c-voor fig-alt="Staaf"}}',
            "",
            f'![Na]({PHOTO}){{fig-alt="Balk"}}',
            "",
            "Twee delen",
        )
        + "\n\nZie @fig-c-voor hier.",
        "Twee delen",
        parts={"html": "(b) Na", "pdf": "Zie figuur 1.3 (a) hier.", "docx": "(b) Na"},
    ),
    "a note in the margin, which becomes a footnote: `.aside`": Right("Woord [Terzijde]{.aside}.", "Terzijde"),
    "a block in the margin, which becomes a footnote: `.column-margin`": Right(
        "Een zin.\n\n" + block(".column-margin", "Kantlijn."), "Kantlijn."
    ),
    "pages on their side, for a wide table: `.landscape`": Right(
        block(".landscape", TABLE.replace("Een", "Breed")), "Breed", parts={"docx": 'w:orient="landscape"'}
    ),
    "callouts: note, tip, important, warning, caution": Right(
        "\n\n".join(
            block(f".callout-{kind}", f"Van {kind}.") for kind in ("note", "tip", "important", "warning", "caution")
        ),
        "Opgelet",
        parts={"html": 'role="note"'},
    ),
    "a callout's title: `title=` or a heading": Right(
        block('.callout-warning title="Pas op"', "Tekst.")
        + "\n\n"
        + block(".callout-tip", "## Een raad", "", "Tekst."),
        "Een raad",
        parts={"html": "Pas op", "pdf": "Pas op", "docx": "Pas op"},
    ),
    "a callout that folds: `collapse=`": Right(
        block('.callout-note collapse="true" title="Vouw"', "Tekst."), "Vouw", parts={"html": "<summary>"}
    ),
    "code, which is shown and not executed": Right(
        "```python\nprint(1 < 2)\n  x = 1\n```\n\nEen `woord` hier, `[^a-z]` ook.",
        "woord",
        parts={"html": "print(1 &lt; 2)\n  x = 1", "pdf": "print(1 < 2)", "docx": "print(1 &lt; 2)"},
    ),
    "code in a list": Right("- een\n\n  ```\n  lijstcode\n  ```", "lijstcode", parts={"html": '<pre class="code"'}),
    "a page break: `{{< pagebreak >}}`": Right(
        "Voor.\n\n{{< pagebreak >}}\n\nNa.", "Na.", parts={"html": "page-break-after", "docx": 'w:type="page"'}
    ),
    "metadata: `{{< meta rapport.meting >}}`": Right(
        "{{< meta rapport.meting >}} is de meting.\n\n## Meting {{< meta rapport.meting >}}",
        "Meting 2022",
        parts={"html": "2022 is de meting."},
    ),
    "raw Typst, and raw XML of Word": Right(
        "```{=typst}\n#text[alleentypst]\n```\n\n```{=openxml}\n<w:p><w:r><w:t>alleenword</w:t></w:r></w:p>\n```",
        only={"pdf": "alleentypst", "docx": "alleenword"},
    ),
    'raw HTML within `when-format="html"`': Right(
        block('.content-visible when-format="html"', "```{=html}", "<p>alleenhtml</p>", "```"),
        only={"html": "alleenhtml"},
    ),
    "a class that `_extensions/monitor/report.css` has": Right(block(".kader", "In een kader."), "In een kader."),
    "definitions, tasks, numbered examples, line blocks": Right(
        "Term\n: Betekenis\n\n- [ ] open\n- [x] klaar\n\n(@) een\n(@) twee\n\n| regel een\n| regel twee",
        "regel twee",
        parts={"html": "Betekenis", "pdf": "klaar", "docx": "twee"},
    ),
    "footnotes: `[^n]`, `^[…]`": Right("Woord.^[Meteen] Ook.[^n]\n\n[^n]: Later", "Later", parts={"html": "Meteen"}),
    "above, below, struck, underlined, small capitals": Right(
        "H~2~O, x^2^, ~~weg~~, [onder]{.underline}, [klein]{.smallcaps}", "onder", parts={"html": "<sub>2</sub>"}
    ),
    "quotations and rules": Right("> Citaat\n\n---", "Citaat"),
    "a line in bold over a table, with any sign in it": Right(
        f"**Meer dan 50% noemt dit?**\n\n{TABLE.replace('Een', 'Vraagkolom')}", "Vraagkolom"
    ),
    "a reference in a line in bold": Right("**Lees ook @sec-dieper.**", "Lees ook paragraaf 1.1."),
    "a heading with a sign such as ₂": Right("### CO₂-uitstoot\n\nTekst.", "CO₂-uitstoot"),
    "the foot of a grid table": Right(
        "+---------+---+\n| A       | B |\n+=========+===+\n| Een     | 2 |\n+=========+===+\n"
        "| Slotsom | 3 |\n+=========+===+",
        "Slotsom",
    ),
    "a link within the report: `[…](#sec-a)`": Right("[hierheen](#sec-dieper)", "hierheen"),
    "a name of a callout or a box": Right(
        block("#mijnvak .callout-note", "Vaktekst.") + "\n\n[daarheen](#mijnvak)", "daarheen"
    ),
    "raw HTML that begins with a remark": Right(
        block('.content-visible when-format="html"', "```{=html}", "<!-- kaart --><p>naremark</p>", "```"),
        only={"html": "naremark"},
    ),
}

NAMED = {
    "another condition": ('[x]{.content-visible when-mood="x"}', "condition when-mood is not known"),
    "a condition on what is no metadata": ('[x]{.content-visible when-meta="heel"}', "condition on heel"),
    "a condition on another format": (block('.content-hidden when-format="htm"', "x"), "condition on format htm"),
    "code in a sentence: `{python}`": (
        "Het is `{python} 40+2`.",
        "code in a sentence is not executed: `{python} 40+2`",
    ),
    "R in a sentence": ("Het is `r 40+2`.", "code in a sentence is not executed"),
    "a footnote in a heading": ("## Kop^[Noot]", "the heading holds a footnote; it takes words only"),
    "a link in a heading": ("## [Kop](https://voorbeeld.nl)", "the heading holds a link"),
    "emphasis in a heading": ("## *Kop*", "the heading holds markup (Emph)"),
    "a link in a caption": (f'![A [b](c)]({PHOTO}){{#fig-x fig-alt="S"}}', "the caption of fig-x holds a link"),
    "a note in the margin that follows no paragraph": (
        "- een\n\n" + block(".column-margin", "x"),
        "a note in the margin follows no paragraph",
    ),
    "columns: `layout-ncol` on text": (block("layout-ncol=2", "x"), "block: layout-ncol is not supported"),
    "more than pictures and a caption in a figure": (
        block("#fig-x", f'![]({PHOTO}){{fig-alt="S"}}', "", "Bron.", "", "Onderschrift"),
        "figure fig-x holds more than its pictures and a caption",
    ),
    "two tables under one caption": (
        block("#tbl-x", TABLE, "", "Tussen.", "", TABLE, "", "Onderschrift"),
        "table tbl-x holds more than a table and a caption below it",
    ),
    "a link that leads nowhere": ("[x](#nergens)", "link to #nergens leads nowhere"),
    "a heading that skips a level": ("#### Diep", "a heading of level 4 follows one of level 1"),
    "the page's own name for a heading": ("## Inhoud", "#inhoud is the page's own name; give this heading another"),
    "a chapter in a box": (block(".kader", "# Hoofd"), "a chapter begins in a block .kader"),
    "pages on their side in a box": (
        f"::{block('.kader', block('.landscape', 'x'))}::",
        "a block .landscape stands in a block .kader",
    ),
    "HTML that asks for something elsewhere": (
        block('.content-visible when-format="html"', "```{=html}", '<img src="https://example.org/a.png">', "```"),
        "raw html asks for https://example.org/a.png; the page is one file that asks for nothing",
    ),
    "a figure without a picture": (block("#fig-x", "Onderschrift"), "figure fig-x holds no picture"),
    "more than four pictures side by side": (
        block("#fig-x layout-ncol=5", f'![a]({PHOTO}){{fig-alt="S"}}', "", "c"),
        "figure fig-x: layout-ncol=5 is no number from 1 to 4",
    ),
    "a picture elsewhere": ('![a](foto.png){#fig-x fig-alt="S"}', "picture foto.png is not in images/"),
    "a picture of another kind": ('![a](images/foto.pdf){#fig-x fig-alt="S"}', "foto.pdf is no png, jpg or svg"),
    "a picture that is not there": ('![a](images/weg.png){#fig-x fig-alt="S"}', "file images/weg.png is missing"),
    "`fig-align`": (f'![a]({PHOTO}){{#fig-x fig-alt="S" fig-align="left"}}', "fig-align is not supported"),
    "`.lightbox`": (f'![a]({PHOTO}){{#fig-x .lightbox fig-alt="S"}}', ".lightbox is not supported"),
    "a width that is no percentage": (f'![a]({PHOTO}){{#fig-x fig-alt="S" width=3in}}', "width=3in is no percentage"),
    "a caption of a table without a name": (f"{TABLE}\n\n: Titel", "table “Titel” has no identifier tbl-…"),
    "`tbl-colwidths`": (f'{TABLE}\n\n: T {{#tbl-x tbl-colwidths="[1,2]"}}', "tbl-colwidths"),
    "a footnote in a table": ("| a |\n|---|\n| 1^[x] |", "a table holds a footnote; it takes text only"),
    "a reference in a table": ("| a |\n|---|\n| @sec-kop |", "a table holds a reference"),
    "a table in a list": ("- een\n\n  | a |\n  |---|\n  | 1 |", "a table stands in a list or a quotation"),
    "a callout in a list": ("- een\n\n  ::: {.callout-note}\n  x\n  :::", "a block stands in a list or a quotation"),
    "a heading in a quotation": ("> ## Kop", "a heading stands in a list or a quotation"),
    "a numbered equation: `{#eq-}`": ("$$a$$ {#eq-x}", "#eq-x (equation) cannot be numbered"),
    "theorems": (block("#thm-x", "x"), "#thm-x (theorem) cannot be numbered"),
    "a numbered callout": (block("#nte-x .callout-note", "x"), "#nte-x (callout) cannot be numbered"),
    "a listing: `#lst-`": ("```{#lst-x .python}\nx\n```", "#lst-x (listing) cannot be numbered"),
    "another callout": (block(".callout-info", "x"), "block .callout-info is not supported; there are callout-note"),
    "a callout's `appearance`": (block('.callout-note appearance="simple"', "x"), "appearance=simple is not supported"),
    "`filename` on code": ('```{.python filename="a.py"}\nx\n```', "code: filename is not supported"),
    "`code-fold`": ('```{.python code-fold="true"}\nx\n```', "code: code-fold is not supported"),
    "`.panel-tabset`": (block(".panel-tabset", "## A", "x"), "block .panel-tabset is not supported; tabs hide"),
    "`.column-page`": (block(".column-page", "x"), "block .column-page is not supported; the text has one column"),
    "`.incremental`": (block(".incremental", "- x"), "block .incremental is not supported; there are no slides"),
    "a class that the style sheet lacks": (block(".kadr", "x"), "block .kadr is not supported; a class of your own"),
    "half the name of a class": (block(".kade", "x"), "block .kade is not supported; a class of your own"),
    "the same on words": ("[x]{.kadr}", "text .kadr is not supported"),
    "HTML in the text": ("Een <mark>woord</mark>.", "raw html is not supported: <mark>"),
    "HTML as a block": ("<iframe src='x'></iframe>", "raw html is not supported: <iframe"),
    "a script": ("<script>alert(1)</script>", "raw html is not supported: <script>"),
    "raw LaTeX": ("```{=latex}\n\\newpage\n```", r"raw latex is not supported: \newpage; there are typst"),
    "a citation without `bibliography`": ("Zie [@knuth84].", "citation @knuth84: _quarto.yml names no bibliography"),
    "mermaid": (
        "```{mermaid}\ngraph\n```",
        "line 3: executable code is not supported; put the picture of it in images/",
    ),
    "graphviz": ("```{dot}\ngraph\n```", "executable code is not supported; put the picture"),
    "a cell of code": ("```{python}\n1 + 1\n```", "executable code is not supported; put it in a notebook"),
    "a page break in a sentence": ("Een {{< pagebreak >}} einde.", "line 3: shortcode 'pagebreak' stands on a line"),
    "metadata that is not there": ("{{< meta nergens >}}", "line 3: metadata 'nergens' does not exist"),
    "a shortcode shown as such": ("{{{< var x >}}}", "line 3: a shortcode cannot be shown"),
    **{
        f"`{{{{< {name} >}}}}`": (
            f"{{{{< {name} x >}}}}",
            f"line 3: shortcode '{name}' is not supported; there are include",
        )
        for name in ("env", "kbd", "video", "lipsum", "placeholder", "version", "contents", "brand")
    },
}


def tables():
    """Return what docs/quarto.md lists, as its tests found it in both engines."""
    parts = [
        ["| works, in HTML, PDF and Word |", "|---|", *(f"| {name} |" for name in RIGHT)],
        [
            "| refused | the message holds |",
            "|---|---|",
            *(f"| {name} | ``{told}`` |" for name, (_, told) in NAMED.items()),
        ],
        [
            "| in front matter | what comes of it |",
            "|---|---|",
            *(f"| `{name}` | {told} |" for name, told in FRONT.items()),
        ],
        [
            "| in front matter | the message |",
            "|---|---|",
            *(f"| `{name}` | ``{told}`` |" for name, told in WRONG_FRONT.items()),
        ],
        ["| setting | what is said |", "|---|---|", *(f"| `{name}` | {told} |" for name, told in SETTINGS.items())],
    ]
    return "\n\n".join("\n".join(part) for part in parts)

"""What the front matter of a text may set, what is refused in it, and settings that are not followed."""

FRONT = {
    "title: Een eigen titel": "on the cover, in the running heads and in the properties of the files",
    "subtitle: De eerste blik": "under it; a report on a part adds which",
    "author: [An Bos, Bram & Co]": "on the cover and in the properties; one name, or several",
    "date: 2026-12-15": "the report's date, unless the command has one; or `today`",
    "abstract: Kort en goed": "a box before the first heading",
    "toc: false": "no contents",
    "number-sections: true": "headings have their numbers, as they have without it",
    "css: eigen.css": "a file beside report.qmd, or several, in the HTML after the report's own style",
    "include-in-header: hoofd.html": "the same, in the head of the HTML",
}
"""What the front matter of the text may set, in both engines, and what comes of it."""

SETTINGS = {
    "include-after-body: x.html": "include-after-body is not supported; write it in _extensions/monitor/template.html",
    "code-tools: true": "code-tools is not supported",
    "lightbox: true": "lightbox is not supported",
}

WRONG_FRONT = {
    "title: [Een, Twee]": "report.qmd, line 1: title is ['Een', 'Twee']; allowed: a text without shortcodes",
    "author: {name: An}": "report.qmd, line 1: author is {'name': 'An'}; allowed: a name, or a list of names",
    "date: ooit": "report.qmd, line 1: date is 'ooit'; allowed: a day such as 2026-11-24, or today",
    "number-sections: false": "number-sections is False; allowed: true; {.unnumbered} after a heading",
    "toc: ja": "report.qmd, line 1: toc is 'ja'; allowed: true or false",
    "css: ../a.css": "css is '../a.css'; allowed: a file beside report.qmd, or a list of such files",
    "css: weg.css": "file weg.css is missing",
    "css: ver.css": "ver.css asks for https://example.org/a.png; the page is one file that asks for nothing",
    "title: Een *titel*": "the title holds markup (Emph); it takes words only",
}

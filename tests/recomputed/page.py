"""The page without what depends on the formats that were asked for."""

import re


def without_bar(page):
    """Leave out of a page the bar that leads to the files beside it."""
    return re.sub(rb'<nav class="bestanden-balk".*?</nav>', b"", page)

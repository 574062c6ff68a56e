"""A reviewer at work in the page: selects words, comments on them, saves a file."""

import json
from pathlib import Path

SELECT = """([part, low, high]) => {
  const shown = (node) => node.parentElement.checkVisibility() && !node.parentElement.closest(
    "svg, script, button, .anker, .waarom, .terug, .bewaar, .zoeken, .footnote-ref, .footnote-back, summary");
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim().length > 2 && shown(node)) nodes.push(node);
  }
  const node = nodes[Math.floor(part * nodes.length)], range = document.createRange();
  const words = [...node.data.matchAll(/\\S+/g)], at = Math.floor(low * words.length);
  const first = words[at], last = words[Math.min(words.length - 1, at + Math.floor(high * 12))];
  range.setStart(node, first.index);
  range.setEnd(node, last.index + last[0].length);
  node.parentElement.scrollIntoView({ block: "center" });
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""
OF = """([selector, words]) => {
  const element = document.querySelector(selector), range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    element.scrollIntoView({ block: "center" });
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  throw new Error(`${words} is not in ${selector}`);
}"""


class Reviewer:
    """Somebody with a page open.

    Parameters
    ----------
    page : Page
        Of Playwright.
    name : str
    """

    def __init__(self, page, name):
        self.page, self.name = page, name

    def select(self, selector, words):
        """Select words that an element holds in one piece."""
        self.page.evaluate(OF, [selector, words])

    def select_any(self, part, low, high):
        """Select words somewhere, by three numbers from 0 to 1; returns them."""
        return self.page.evaluate(SELECT, [part, low, high])

    def comment(self, text):
        """Comment on what is selected."""
        self.page.locator(".kant-hier").click()
        self.write(text)

    def write(self, text):
        """Write in the form that is open, and place it."""
        self.page.get_by_label("Uw kanttekening").fill(text)
        self.page.get_by_label("Uw naam").fill(self.name)
        self.page.get_by_role("button", name="Plaats", exact=True).click()
        self.page.locator(".kant-tekst", has_text=text).wait_for()

    def cards(self):
        """Return the comments that are shown, in order."""
        return self.page.locator(".kant-tekst").all_inner_texts()

    def save(self, folder):
        """Save the comments as a file."""
        with self.page.expect_download() as waited:
            self.page.get_by_role("button", name="Bewaar als bestand").click()
        path = Path(folder) / f"{self.name}.json"
        waited.value.save_as(path)
        return path

    def open(self, *paths):
        """Open files of others."""
        if self.page.locator("#kant-knop").is_visible():
            self.page.locator("#kant-knop").click()
        self.page.locator(".kant input[type=file]").set_input_files([str(path) for path in paths])
        self.page.locator(".kant-melding", has_text="gelezen").wait_for()


def annotations(path):
    """Return the annotations that a file holds."""
    return json.loads(path.read_text(encoding="utf-8"))["items"]

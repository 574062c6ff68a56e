// The words of the report as quotations know them: what stands in main, without pictures and without what is put there
// for reading only; white space as one space, and one between blocks. The command `comments` reads a page in the same way.

const BESIDE = "svg, script, style, .anker, .waarom, .bewaar, .opmerk, .zoeken, .aantal, .naar-zoeken, .terug, .footnote-ref, .footnote-back";
const WITHIN_LINE = "a, abbr, b, br, cite, code, em, i, q, s, small, span, strong, sub, sup, u";
const AROUND = 40; // characters before and after a quotation, which tell it from the same words elsewhere

// The text, and for each of its characters the node and the place in it that it comes from.
const reportText = (() => {
  let read = null;
  return () => {
    if (read) return read;
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === Node.ELEMENT_NODE ? (node.matches(BESIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP) : NodeFilter.FILTER_ACCEPT);
    const signs = [], nodes = [], offsets = [], first = new Map();
    let block = null;
    const space = (node, offset) => {
      if (!signs.length || signs[signs.length - 1] === " ") return;
      signs.push(" "); nodes.push(node); offsets.push(offset);
    };
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const own = node.parentElement.closest(`:not(${WITHIN_LINE})`);
      if (own !== block) space(node, 0);
      block = own;
      first.set(node, signs.length);
      for (let at = 0; at < node.data.length; at += 1) {
        if (/\s/.test(node.data[at])) { space(node, at); continue; }
        signs.push(node.data[at]); nodes.push(node); offsets.push(at);
      }
    }
    read = { text: signs.join(""), nodes, offsets, first };
    return read;
  };
})();

// A number for a text, to tell versions of a report apart.
function digest(text) {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
    other = Math.imul(other ^ text.charCodeAt(at), 1597334677);
  }
  return (one >>> 0).toString(16).padStart(8, "0") + (other >>> 0).toString(16).padStart(8, "0");
}

// From where to where in the text a range of the page goes; null where it holds no words of the report.
function spanOf(range) {
  const { text, nodes, offsets, first } = reportText();
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  let [start, end] = [null, 0];
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (!first.has(node) || !range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    for (let at = first.get(node); nodes[at] === node; at += 1) {
      if (offsets[at] < from || offsets[at] >= to || text[at] === " ") continue;
      start = start === null ? at : start;
      end = at + 1;
    }
  }
  return start === null ? null : { start, end };
}

function rangeOf({ start, end }) {
  const { nodes, offsets } = reportText(), range = document.createRange();
  range.setStart(nodes[start], offsets[start]);
  range.setEnd(nodes[end - 1], offsets[end - 1] + 1);
  return range;
}

function spanOfElement(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return spanOf(range);
}

function quoteAt({ start, end }) {
  const { text } = reportText();
  return { exact: text.slice(start, end), prefix: text.slice(Math.max(0, start - AROUND), start), suffix: text.slice(end, end + AROUND) };
}

// How far the words before and after a place are those that a quotation has.
function fit({ start, end }, { prefix = "", suffix = "" }) {
  const { text } = reportText();
  let [before, after] = [0, 0];
  while (before < prefix.length && text[start - 1 - before] === prefix[prefix.length - 1 - before]) before += 1;
  while (after < suffix.length && text[end + after] === suffix[after]) after += 1;
  return before + after;
}

// Where a quotation stands: in its claim's sentence or its row, else word for word, else much like it; null where it is not.
const TELLING = 20; // characters that tell a place from any other
function placeOf(quote, claim, id) {
  const { text } = reportText(), spots = [];
  for (let at = text.indexOf(quote.exact); at >= 0; at = text.indexOf(quote.exact, at + 1)) {
    spots.push({ start: at, end: at + quote.exact.length });
  }
  const best = (some) => some.reduce((one, other) => (one && fit(one, quote) >= fit(other, quote) ? one : other), null);
  const own = (claim ? all("main .zin").filter((one) => one.dataset.claim === claim) : []).map(spanOfElement).filter(Boolean);
  if (!own.length && id) {
    const element = document.getElementById(id), part = element && (element.closest(".verantwoording li") || element);
    if (part && part.matches("main :is(tr, figure, li)") && spanOfElement(part)) own.push(spanOfElement(part));
  }
  if (own.length) {
    const inside = best(spots.filter((spot) => own.some(({ start, end }) => start <= spot.start && spot.end <= end)));
    return inside || byItself(quote, own[0], 0.4) || { ...own[0], changed: true };
  }
  const there = best(spots);
  const known = [quote.prefix, quote.exact, quote.suffix].join("").length;
  if (there && quote.exact.length + fit(there, quote) >= Math.min(TELLING, known)) return there;
  return muchLike(quote, { start: 0, end: text.length });
}

// Words much like a quotation: with those around it, for short words say little by themselves; else by themselves.
function muchLike({ exact, prefix = "", suffix = "" }, everywhere) {
  const around = nearest(prefix + exact + suffix, everywhere, 0.3);
  const inner = around && nearest(exact, around, 0.5);
  if (inner) return wholeWords(inner);
  if (around && exact.length < TELLING) return wholeWords({ start: around.start + prefix.length, end: around.end - suffix.length });
  return byItself({ exact }, everywhere, 0.15);
}

function byItself({ exact }, within, wrong) {
  const found = exact.length >= TELLING && nearest(exact, within, wrong);
  return found ? wholeWords(found) : null;
}

function nearest(words, { start, end }, wrong) {
  const found = approxStringMatch.default(reportText().text.slice(start, end), words, Math.floor(words.length * wrong));
  const best = found.filter((one) => one.end > one.start).reduce((one, other) => (one && one.errors <= other.errors ? one : other), null);
  return best && { start: start + best.start, end: start + best.end };
}

function wholeWords({ start, end }) {
  const { text } = reportText();
  let low = Math.min(Math.max(start, 0), text.length - 1), high = Math.max(end, low + 1);
  while (low && text[low - 1] !== " " && text[low] !== " ") low -= 1;
  while (high < text.length && text[high] !== " " && text[high - 1] !== " ") high += 1;
  return { start: low + (text[low] === " "), end: high - (text[high - 1] === " "), changed: true };
}

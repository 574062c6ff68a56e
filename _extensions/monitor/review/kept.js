// Comments as W3C web annotations: made, kept in this browser, read from files and written to one.

const REPORT = [".omslag h1", ".omslag .ondertitel", ".omslag .meting"].map((part) => {
  const found = document.querySelector(part);
  return found ? found.textContent.split(" · ")[0].trim() : "";
}).join(" · "); // without its date: a later version is the same report
const KEPT = "impactmonitor-kanttekeningen:", NAMED = "impactmonitor-naam";
const DONE = "afgehandeld";

const said = (one) => one.body.find((body) => body.purpose === "commenting").value;
const isDone = (one) => one.body.some((body) => body.purpose === "tagging" && body.value === DONE);
const writer = (one) => String((one.creator && one.creator.name) || "zonder naam");
const quoteOf = (one) => one.target.selector.find((part) => part.type === "TextQuoteSelector");
const idOf = (one) => (one.target.selector.find((part) => part.type === "FragmentSelector") || {}).value;

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// What a comment is about: the words, and the sentence's claim or the figure, table, row or section they stand in.
function targetOf(span) {
  const range = rangeOf(span), from = range.startContainer.parentElement, to = range.endContainer.parentElement;
  const sentence = from.closest(".zin"), whole = sentence && sentence === to.closest(".zin");
  const part = from.closest("tr[id], figure[id]") || all("[id]", from.closest(".verantwoording li") || make("p"))[0];
  const heads = all("main .kop :is(h2, h3, h4, h5)[id]").filter((head) => head.contains(from) || head.compareDocumentPosition(from) & Node.DOCUMENT_POSITION_FOLLOWING);
  const id = part ? part.id : heads.length ? heads[heads.length - 1].id : "inhoud";
  return {
    source: `urn:impactmonitor:${encodeURIComponent(REPORT)}:${digest(reportText().text)}`,
    ...(whole ? { claim: sentence.dataset.claim } : {}),
    selector: [
      { type: "TextQuoteSelector", ...quoteAt(span) },
      { type: "FragmentSelector", conformsTo: "http://tools.ietf.org/rfc/rfc3236", value: id },
    ],
  };
}

function annotation(target, text, name) {
  const now = new Date().toISOString();
  return {
    id: `urn:uuid:${uuid()}`, type: "Annotation", motivation: "commenting", created: now, modified: now,
    creator: { type: "Person", name },
    body: [{ type: "TextualBody", purpose: "commenting", format: "text/plain", language: "nl", value: text }],
    target,
  };
}

// One shelf for each version of a report. Each change reads what is there first: another window may have written.
const shelf = {
  key: "",
  holds: {}, // where the browser keeps nothing
  lost: false,
  read() {
    if (this.lost) return this.holds;
    try {
      return JSON.parse(localStorage.getItem(this.key) || "{}");
    } catch {
      return this.holds;
    }
  },
  change(act) {
    const now = { items: {}, ...this.read() };
    act(now);
    this.holds = now;
    try {
      localStorage.setItem(this.key, JSON.stringify(now));
      this.lost = false;
    } catch {
      this.lost = true;
    }
  },
  get items() { return Object.values(this.read().items || {}); },
  put(some) {
    let fresh = 0;
    this.change((now) => some.forEach((one) => {
      const there = now.items[one.id];
      fresh += there ? 0 : 1;
      if (!there || (there.modified || "") <= (one.modified || "")) now.items[one.id] = one;
    }));
    return fresh;
  },
  drop(id) { this.change((now) => delete now.items[id]); },
  get draft() { return this.read().draft || null; },
  set draft(draft) { this.change((now) => (draft ? (now.draft = draft) : delete now.draft)); },
  get name() {
    try { return localStorage.getItem(NAMED) || ""; } catch { return this.called || ""; }
  },
  set name(name) {
    this.called = name;
    try { localStorage.setItem(NAMED, name); } catch { /* it is asked again */ }
  },
  // Comments on other versions of this report that are kept here.
  earlier() {
    const found = new Map();
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(`${KEPT}${REPORT}:`) || key === this.key) continue;
        for (const one of Object.values(JSON.parse(localStorage.getItem(key)).items || {})) found.set(one.id, one);
      }
    } catch { /* none are kept */ }
    const here = new Set(this.items.map((one) => one.id));
    return [...found.values()].filter((one) => !here.has(one.id));
  },
};

function asFile(some) {
  return JSON.stringify({ "@context": ["http://www.w3.org/ns/anno.jsonld", { claim: "urn:impactmonitor:claim" }], id: `urn:uuid:${uuid()}`, type: "AnnotationPage", items: some }, null, 1);
}

// What a file holds; throws where it is none of ours. White space in quotations is that of the report's words.
function fromFile(text) {
  const found = JSON.parse(text);
  const items = Array.isArray(found) ? found : found.items || (found.first && found.first.items) || [found];
  return items.map((one) => {
    const selectors = [].concat(one.target.selector).map((part) => ({ ...part }));
    const made = { ...one, body: [].concat(one.body), target: { ...one.target, selector: selectors } };
    const quote = quoteOf(made);
    if (typeof made.id !== "string" || typeof said(made) !== "string" || !quote.exact.trim()) throw new Error("geen kanttekening");
    for (const part of ["exact", "prefix", "suffix"]) quote[part] = String(quote[part] || "").replace(/\s+/g, " ");
    quote.exact = quote.exact.trim();
    return made;
  });
}

// Everything here is an extra: without it the report is whole, only without search and with tables to open by hand.
"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);


// A link to a row opens the table that holds it, and marks the row.
function reveal() {
  all(".gekozen").forEach((one) => one.classList.remove("gekozen"));
  const found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!found) return;
  const details = found.closest("details");
  if (details && !details.open) details.open = true;
  found.scrollIntoView();
  if (found.matches("tr, .getal")) found.classList.add("gekozen");
}

// A row leads back to the very number in the text that led to it.
function leadBack(event) {
  const number = event.target.closest("a.getal");
  const row = number && document.getElementById(number.hash.slice(1));
  const back = row && all(".terug a", row).find((link) => link.textContent === number.dataset.plaats);
  if (back) back.hash = number.id;
}

// An anchor copies its link.
function copyAnchors() {
  const told = make("p", { className: "gemeld" });
  told.setAttribute("role", "status");
  document.body.append(told);
  document.addEventListener("click", async (event) => {
    const anchor = event.target.closest("a.anker");
    if (!anchor || !navigator.clipboard) return;
    try {
      await navigator.clipboard.writeText(anchor.href);
      told.textContent = "De link is gekopieerd.";
      setTimeout(() => (told.textContent = ""), 3000);
    } catch { /* not allowed here; the address bar has the link, too */ }
  });
}

// Only what is wider than the page needs a stop of the Tab key.
function fitBoxes() {
  const names = new Map(all(".schuif").map((box) => [box, box.getAttribute("aria-label")]));
  const observer = new ResizeObserver((entries) => {
    for (const { target: box } of entries) {
      const wide = box.scrollWidth > box.clientWidth;
      for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", names.get(box)]]) {
        if (wide) box.setAttribute(name, value);
        else box.removeAttribute(name);
      }
    }
  });
  names.forEach((_, box) => observer.observe(box));
}

function printWhole() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("main details:not([open])");
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));
}

// On a narrow screen the contents start closed and stay at hand.
function foldContents(nav) {
  const narrow = matchMedia("(max-width: 70rem)");
  const contents = nav.querySelector("details");
  const fold = () => (contents.open = !narrow.matches);
  narrow.addEventListener("change", fold);
  fold();
  nav.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) contents.open = false;
  });
}

// Mark the current section in the contents.
function markCurrent(nav) {
  const links = new Map(all(":scope > details > ol a", nav).map((link) => [link.hash.slice(1), link]));
  const heads = all("main :is(h2, h3)[id]").filter((head) => links.has(head.id));
  const place = make("span", { className: "plaats" });
  nav.querySelector("summary").append(place);
  let current = null;
  const mark = () => {
    const passed = heads.filter((head) => head.getBoundingClientRect().top < 120);
    const link = passed.length ? links.get(passed[passed.length - 1].id) : null;
    if (link === current) return;
    if (current) current.removeAttribute("aria-current");
    current = link;
    place.textContent = link ? link.textContent : "";
    if (!link) return;
    link.setAttribute("aria-current", "location");
    const above = link.offsetTop - nav.scrollTop;
    if (above < 0 || above > nav.clientHeight - link.offsetHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// Search in open answers and remarks ------------------------------------------------------------------

// Lower case without accents, as long as the text itself.
const plain = (text) => [...text].map((sign) => {
  const bare = sign.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return bare.length === sign.length ? bare : sign;
}).join("");

function field(form, label, control) {
  const wrap = make("label");
  wrap.append(make("span", { textContent: label }), control);
  form.append(wrap);
  return control;
}

function searchForm() {
  const form = make("form", { className: "zoeken", id: "zoeken" });
  form.setAttribute("role", "search");
  const words = field(form, "Zoek in antwoorden en opmerkingen", make("input", { type: "search", autocomplete: "off" }));
  const clear = make("button", { type: "button", textContent: "Toon alles", hidden: true });
  const status = make("p");
  status.setAttribute("role", "status");
  form.append(clear, status);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, words, clear, status };
}

function highlight(rows, sought) {
  if (!window.Highlight || !CSS.highlights) return;
  const ranges = [];
  for (const row of sought.length ? rows : []) {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = plain(node.data);
      for (const word of sought) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          ranges.push(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + word.length }));
        }
      }
    }
  }
  CSS.highlights.set("gevonden", new Highlight(...ranges));
}

function searchAnswers() {
  const parts = all(".antwoorden").map((box) => ({
    box, rows: all("tbody tr", box), told: make("p", { className: "aantal" }), remarks: Boolean(box.querySelector("#opmerkingen")),
  }));
  if (!parts.length) return;
  const rows = parts.flatMap((part) => part.rows);
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const { form, words, clear, status } = searchForm();
  const first = parts[0].box, head = first.previousElementSibling;
  (head && head.matches(".kop") ? head : first).before(form);
  for (const { box, told, remarks } of parts) {
    box.prepend(told);
    if (remarks && box !== first) told.before(make("a", { className: "naar-zoeken", href: "#zoeken", textContent: "Zoek" }));
  }

  const shown = (some) => some.filter((row) => !row.hidden).length;
  const counted = (remarks, noun) => {
    const some = parts.filter((part) => part.remarks === remarks).flatMap((part) => part.rows);
    return some.length ? [`${shown(some)} van de ${some.length} ${noun}`] : [];
  };
  const apply = () => {
    const sought = plain(words.value).split(/\s+/).filter(Boolean);
    const active = sought.length > 0;
    for (const row of rows) {
      row.hidden = !sought.every((word) => texts.get(row).includes(word));
    }
    for (const part of parts) {
      const count = shown(part.rows);
      part.told.textContent = active ? `${count} van de ${part.rows.length} getoond` : "";
      part.box.classList.toggle("leeg", count === 0);
    }
    clear.hidden = !active;
    status.textContent = active ? `Getoond: ${[...counted(false, "antwoorden"), ...counted(true, "opmerkingen")].join(" en ")}.` : "";
    highlight(rows.filter((row) => !row.hidden), sought);
  };
  form.addEventListener("input", apply);
  clear.addEventListener("click", () => {
    form.reset();
    apply();
    words.focus();
  });
}

document.documentElement.classList.add("levend");
addEventListener("hashchange", reveal);
document.addEventListener("click", leadBack);
const nav = document.querySelector("#TOC");
foldContents(nav);
markCurrent(nav);
copyAnchors();
fitBoxes();
printWhole();
searchAnswers();
reveal();

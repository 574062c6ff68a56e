// Everything here is an extra: without it the report is whole, only without search and with tables to open by hand.
"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);


// The cells of a row that a number in the text stands for: those under one head that hold its count, of the group of
// which it is a share where heads name groups. Where two could be meant, the row says enough.
let asked = null;
function litCells(row) {
  const said = asked && asked.hash === `#${row.id}` && /^([\d.]+) van de ([\d.]+)/.exec(asked.title);
  if (!said) return [];
  const heads = all("thead th[colspan]", row.closest("table"));
  const under = (head) => all(`td[headers~="${head.id}"]`, row);
  const counted = heads.filter((head) => under(head).some((cell) => cell.textContent === said[1]));
  const grouped = counted.filter((head) => head.textContent.includes(`(n=${said[2]})`));
  const found = grouped.length ? grouped : counted;
  return found.length === 1 ? under(found[0]) : [];
}

function named(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash; // a percent sign that is only that
  }
}

// A link to a row opens the table that holds it, and marks the row.
function reveal() {
  all(".gekozen").forEach((one) => one.classList.remove("gekozen"));
  if (location.hash.startsWith("#thema-") && showTheme(location.hash.slice("#thema-".length))) return;
  const found = location.hash.length > 1 && document.getElementById(named(location.hash.slice(1)));
  if (!found) return;
  const details = found.closest("details");
  if (details && !details.open) details.open = true;
  const row = found.closest("tr");
  const cells = row ? litCells(row) : [];
  const high = row && row.getBoundingClientRect().bottom - row.closest("table").getBoundingClientRect().top;
  const block = !row ? "start" : high < innerHeight / 2 ? "center" : "end"; // the heads stay in sight
  (cells[0] || found).scrollIntoView({ block, inline: "nearest" });
  if (found.matches("tr, .getal, .zin")) found.classList.add("gekozen");
  cells.forEach((cell) => cell.classList.add("gekozen"));
}

// A row leads back to the very number in the text that led to it.
function leadBack(event) {
  const number = event.target.closest("a.getal");
  if (number) asked = number;
  const row = number && document.getElementById(number.hash.slice(1));
  const back = row && all(".terug a", row).find((link) => link.textContent === number.dataset.plaats);
  if (back) back.hash = number.id;
}

// What a link leads to is shown again when it is followed anew: a theme's answers, or the row of another number.
function followAgain(event) {
  const link = event.target.closest('a[href^="#thema-"], a.getal');
  if (!link || link.hash !== location.hash) return;
  event.preventDefault(); // else the browser scrolls after this, and to the top of it
  reveal();
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

// Only what scrolls needs a stop of the Tab key.
function fitBoxes() {
  const names = new Map(all(".schuif").map((box) => [box, box.getAttribute("aria-label")]));
  const observer = new ResizeObserver((entries) => {
    for (const { target: box } of entries) {
      const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1;
      for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", names.get(box)]]) {
        if (scrolls) box.setAttribute(name, value);
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
    if (nav.querySelector(":focus-visible")) return; // who walks through the contents sees where that is
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

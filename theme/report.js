// Everything here is an extra: without it the report is whole, only without search and with closed tables to open by hand.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A link to a row opens the table that holds it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const details = target.closest("details");
    if (details && !details.open) {
      details.open = true;
      target.scrollIntoView();
    }
    all(".gekozen").forEach((row) => row.classList.remove("gekozen"));
    if (target.tagName === "TR") target.classList.add("gekozen");
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => all("details.cijfers").forEach((details) => (details.open = true)));

  // On a narrow screen the contents start closed.
  const contents = document.querySelector("#TOC details");
  if (contents && matchMedia("(max-width: 70rem)").matches) contents.open = false;

  // Mark the current section in the contents.
  const links = new Map(all("#TOC a").map((link) => [link.hash.slice(1), link]));
  const heads = all("main h2[id], main h3[id]").filter((head) => links.has(head.id));
  const mark = () => {
    const passed = heads.filter((head) => head.getBoundingClientRect().top < 120);
    const current = passed[passed.length - 1];
    links.forEach((link, id) => {
      if (current && id === current.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();

  // Search and filters over open answers and remarks.
  const blocks = all(".antwoorden");
  if (!blocks.length) return;
  const rows = all("tbody tr", document).filter((row) => row.closest(".antwoorden"));
  const values = (name) => [...new Set(rows.map((row) => row.dataset[name]).filter(Boolean))].sort();
  const form = document.createElement("form");
  form.className = "zoeken";
  form.setAttribute("role", "search");
  const field = (label, control) => {
    const wrap = document.createElement("label");
    wrap.append(Object.assign(document.createElement("span"), { textContent: label }), control);
    form.append(wrap);
    return control;
  };
  const words = field("Zoek in de antwoorden", Object.assign(document.createElement("input"), { type: "search" }));
  const filters = {};
  for (const [name, label] of [["sector", "Sector"], ["tranche", "Tranche"]]) {
    const options = values(name);
    if (options.length < 2) continue;
    const select = document.createElement("select");
    select.append(new Option("alle", ""), ...options.map((value) => new Option(value, value)));
    filters[name] = field(label, select);
  }
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  form.append(status);
  blocks[0].closest("main").insertBefore(form, topLevel(blocks[0]));

  function topLevel(element) {
    const main = element.closest("main");
    let head = element;
    while (head.parentElement !== main) head = head.parentElement;
    while (head.previousElementSibling && head.tagName !== "H3") head = head.previousElementSibling;
    return head;
  }
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const apply = () => {
    const sought = plain(words.value.trim());
    let count = 0;
    for (const row of rows) {
      const fits = (!sought || plain(row.textContent).includes(sought))
        && Object.entries(filters).every(([name, select]) => !select.value || row.dataset[name] === select.value);
      row.hidden = !fits;
      count += fits;
    }
    const active = sought || Object.values(filters).some((select) => select.value);
    status.textContent = active ? `${count} van de ${rows.length} antwoorden en opmerkingen` : "";
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
})();

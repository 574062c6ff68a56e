// Search in the whole report: a field in the contents, and links to what is found.

const PARTS = "main :is(p, li, dt, dd, pre, tbody tr, figcaption, .kop :is(h2, h3, h4))";
const MOST = 12;

function searchReport(nav) {
  const form = make("form", { className: "zoek-rapport" });
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Hele rapport");
  const words = field(form, "Zoek in dit rapport", make("input", { type: "search", autocomplete: "off" }));
  const status = make("p");
  status.setAttribute("role", "status");
  const found = make("ol");
  form.append(status, found);
  nav.querySelector("summary").after(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  let parts = null;
  form.addEventListener("input", () => {
    parts = parts || all(PARTS).filter((part) => !part.querySelector("p, li, pre, tr")).map((part) => [part, plain(part.textContent)]);
    const sought = plain(words.value).split(/\s+/).filter((word) => word.length > 1);
    const hits = sought.length ? parts.filter(([, text]) => sought.every((word) => text.includes(word))).map(([part]) => part) : [];
    found.replaceChildren(...hits.slice(0, MOST).map((part) => hitOf(part, sought)));
    const more = hits.length > MOST ? `; de eerste ${MOST} staan hieronder` : "";
    status.textContent = sought.length ? `${hits.length} ${hits.length === 1 ? "plaats" : "plaatsen"} gevonden${more}.` : "";
    highlight("gezocht", hits, sought);
  });
}

// A link with the section and the words around what is found.
function hitOf(part, sought) {
  part.id = part.id || `plaats-${all(PARTS).indexOf(part)}`;
  const text = part.textContent.replace(/\s+/g, " ").trim(), at = plain(text).indexOf(sought[0]);
  const start = at < 40 ? 0 : text.indexOf(" ", at - 40) + 1;
  const heads = all("main .kop :is(h2, h3)").filter((head) => head.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);
  const item = make("li"), link = make("a", { href: `#${part.id}` });
  link.append(make("b", { textContent: heads.length ? heads[heads.length - 1].textContent : "" }));
  link.append(` ${start ? "…" : ""}${text.slice(start, start + 110)}${text.length > start + 110 ? "…" : ""}`);
  item.append(link);
  return item;
}

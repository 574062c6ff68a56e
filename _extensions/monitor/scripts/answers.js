// Search in open answers and remarks, by words and by theme.

// Shows the answers with a theme; tells whether there are any.
let showTheme = () => false;

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
  const theme = themeChoice(form);
  const clear = make("button", { type: "button", textContent: "Toon alles", hidden: true });
  const status = make("p");
  status.setAttribute("role", "status");
  form.append(clear, status);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, words, theme, clear, status };
}

// A choice of the themes that answers have, by the question that they answer; none where nothing is coded.
function themeChoice(form) {
  const known = new Map();
  for (const one of all(".antwoorden [data-thema]")) {
    const cell = one.closest("td"), head = cell.dataset.kop || cell.closest("table").querySelector("th").textContent;
    if (!known.has(head)) known.set(head, new Map());
    known.get(head).set(one.dataset.thema, one.textContent);
  }
  if (!known.size) return null;
  const choice = make("select");
  choice.append(make("option", { value: "", textContent: "Alle thema’s" }));
  for (const [head, themes] of known) {
    const group = make("optgroup", { label: head });
    const sorted = [...themes].sort(([, one], [, other]) => one.localeCompare(other, "nl"));
    group.append(...sorted.map(([value, textContent]) => make("option", { value, textContent })));
    choice.append(group);
  }
  return field(form, "Toon antwoorden met thema", choice);
}

// The words of a row, without the names of its themes.
function wordsOf(row) {
  const copy = row.cloneNode(true);
  all(".themas", copy).forEach((one) => one.remove());
  return plain(copy.textContent);
}

function searchAnswers() {
  const parts = all(".antwoorden").map((box) => ({
    box, rows: all("tbody tr", box), told: make("p", { className: "aantal" }), remarks: Boolean(box.querySelector("#opmerkingen")),
  }));
  if (!parts.length) return;
  const rows = parts.flatMap((part) => part.rows);
  const texts = new Map(rows.map((row) => [row, wordsOf(row)]));
  const { form, words, theme, clear, status } = searchForm();
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
    const chosen = theme ? theme.value : "";
    const active = sought.length > 0 || chosen !== "";
    for (const row of rows) {
      const found = all("[data-thema]", row).filter((one) => one.dataset.thema === chosen);
      row.hidden = !sought.every((word) => texts.get(row).includes(word)) || (chosen !== "" && !found.length);
      all(".gevonden", row).forEach((one) => one.classList.remove("gevonden"));
      found.forEach((one) => one.classList.add("gevonden"));
    }
    for (const part of parts) {
      const count = shown(part.rows);
      part.told.textContent = active ? `${count} van de ${part.rows.length} getoond` : "";
      part.box.classList.toggle("leeg", count === 0);
    }
    clear.hidden = !active;
    status.textContent = active ? `Getoond: ${[...counted(false, "antwoorden"), ...counted(true, "opmerkingen")].join(" en ")}.` : "";
    highlight("gevonden", rows.filter((row) => !row.hidden), sought);
  };
  form.addEventListener("input", apply);
  showTheme = (name) => {
    if (!theme || !all("option", theme).some((one) => one.value === name)) return false;
    form.reset();
    theme.value = name;
    apply();
    form.scrollIntoView({ block: "start" });
    return true;
  };
  clear.addEventListener("click", () => {
    form.reset();
    apply();
    words.focus();
  });
}

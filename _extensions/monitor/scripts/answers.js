// Search in open answers and remarks.

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
    highlight("gevonden", rows.filter((row) => !row.hidden), sought);
  };
  form.addEventListener("input", apply);
  clear.addEventListener("click", () => {
    form.reset();
    apply();
    words.focus();
  });
}

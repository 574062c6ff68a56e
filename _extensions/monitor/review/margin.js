// Comments beside the text: written, shown where they belong, filtered, saved and read. On a narrow screen they are a sheet.

const HEADS = "main .kop :is(h2, h3, h4, h5)[id]";
const PLACES = "main :is(p, li, dt, dd, pre, tbody tr, figure[id] > figcaption > span)";
const WIDE = matchMedia("(min-width: 70.01rem)");
const day = new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
const clipped = (text, most) => (text.length > most ? `${text.slice(0, most).replace(/\s+\S*$/, "")} …` : text);

function pressed(text, act, properties = {}) {
  const button = make("button", { type: "button", textContent: text, ...properties });
  button.addEventListener("click", () => act(button));
  return button;
}

function choice(values) {
  const select = make("select");
  select.append(...values.map(([value, text]) => make("option", { value, textContent: text })));
  return select;
}

const review = {
  open: false, active: null, writing: null, who: "", state: "", spots: new Map(),

  start() {
    shelf.key = `${KEPT}${REPORT}:${digest(reportText().text)}`;
    this.build();
    this.offerOnFigures();
    this.watchSelection();
    addEventListener("storage", (event) => event.key === shelf.key && this.show());
    addEventListener("beforeunload", (event) => shelf.lost && event.preventDefault());
    addEventListener("keydown", (event) => {
      if (!event.altKey || !event.ctrlKey || event.code !== "KeyM") return;
      event.preventDefault();
      this.begin(this.selected());
    });
    document.querySelector("main").addEventListener("click", (event) => this.pick(event));
    new ResizeObserver(() => this.arrange()).observe(document.querySelector("main"));
    WIDE.addEventListener("change", () => this.arrange());
    if (shelf.draft) this.begin(null, shelf.draft);
    else this.show();
  },

  // the panel

  build() {
    this.aside = make("aside", { className: "kant" });
    this.aside.setAttribute("aria-labelledby", "kant-knop");
    this.toggle = pressed("Kanttekeningen", () => this.unfold(!this.open), { className: "kant-knop", id: "kant-knop" });
    this.toggle.setAttribute("aria-controls", "kant-vel");
    this.sheet = make("div", { className: "kant-vel", id: "kant-vel", hidden: true });
    this.told = make("p", { className: "kant-melding" });
    this.told.setAttribute("role", "status");
    this.cards = make("ol", { className: "kant-lijst" });
    this.bubble = pressed("Kanttekening", () => this.begin(this.selected()), { className: "kant-hier", hidden: true });
    this.bubble.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.sheet.append(this.head(), this.cards);
    this.aside.append(this.toggle, this.bubble, this.sheet);
    document.querySelector(".omslag").after(this.aside);
  },

  head() {
    const head = make("div", { className: "kant-kop" }), title = make("div", { className: "kant-titel" });
    title.append(make("h2", { textContent: "Kanttekeningen" }), pressed("Sluiten", () => this.unfold(false)));
    const acts = make("div", { className: "kant-doen" });
    this.file = make("input", { type: "file", multiple: true, accept: ".json,application/json", hidden: true });
    this.file.addEventListener("change", () => this.load());
    this.saving = pressed("Bewaar", () => this.save());
    this.copying = pressed("Kopieer", () => this.copy());
    this.saving.setAttribute("aria-label", "Bewaar als bestand");
    this.copying.setAttribute("aria-label", "Kopieer als tekst");
    const loading = pressed("Open …", () => this.file.click());
    loading.setAttribute("aria-label", "Open bestanden met kanttekeningen");
    this.anew = pressed("Nieuw", () => this.begin(this.selected()));
    acts.append(this.anew, this.saving, this.copying, loading, this.file);
    this.sieve = make("div", { className: "kant-keuze" });
    this.whose = choice([["", "van iedereen"]]);
    this.which = choice([["", "open en afgehandeld"], ["open", "alleen open"], ["klaar", "alleen afgehandeld"]]);
    this.whose.setAttribute("aria-label", "Van wie");
    this.which.setAttribute("aria-label", "Welke");
    this.whose.addEventListener("change", () => { this.who = this.whose.value; this.show(); });
    this.which.addEventListener("change", () => { this.state = this.which.value; this.show(); });
    this.sieve.append(this.whose, this.which);
    this.before = make("p", { className: "kant-eerder", hidden: true });
    head.append(title, acts, this.sieve, this.before, this.told);
    return head;
  },

  tell(text) { this.told.textContent = text; },

  unfold(open) {
    const asked = document.activeElement === this.toggle;
    this.open = open;
    this.sheet.hidden = !open;
    this.toggle.setAttribute("aria-expanded", open);
    document.documentElement.classList.toggle("kant-open", open);
    if (!open) this.toggle.focus();
    else if (asked && !this.toggle.getClientRects().length) this.sheet.querySelector("button").focus(); // it is hidden now
    this.show();
  },

  // comments in the order of the text; those that have no place in it come last
  sorted() {
    const at = (one) => (this.spots.get(one.id) || { start: Infinity }).start;
    return shelf.items.sort((one, other) => at(one) - at(other) || (one.created < other.created ? -1 : 1));
  },

  shown() {
    return this.sorted().filter((one) => (!this.who || writer(one) === this.who) && (!this.state || isDone(one) === (this.state === "klaar")));
  },

  place(one) {
    if (!this.spots.has(one.id)) this.spots.set(one.id, placeOf(quoteOf(one), one.target.claim, idOf(one)));
    return this.spots.get(one.id);
  },

  show() {
    const items = shelf.items;
    items.forEach((one) => this.place(one));
    const open = items.filter((one) => !isDone(one)).length;
    this.toggle.textContent = open ? `Kanttekeningen (${open})` : "Kanttekeningen";
    this.toggle.setAttribute("aria-expanded", this.open);
    const names = [...new Set(items.map(writer))].sort();
    if (!names.includes(this.who)) this.who = "";
    this.whose.replaceChildren(...[["", "van iedereen"], ...names.map((name) => [name, `van ${name}`])].map(([value, textContent]) => make("option", { value, textContent })));
    this.whose.value = this.who;
    this.sieve.hidden = !items.length;
    this.saving.disabled = this.copying.disabled = !items.length;
    const shown = this.shown(), focused = document.activeElement && document.activeElement.dataset.doet;
    const card = focused && document.activeElement.closest("li").dataset.id;
    const made = shown.map((one) => this.card(one));
    if (this.writing) {
      const at = this.writing.span ? shown.findIndex((one) => (this.place(one) || { start: Infinity }).start > this.writing.span.start) : 0;
      made.splice(at < 0 ? made.length : at, 0, this.writing.card);
    } else if (!items.length) {
      made.push(make("li", { className: "kant-leeg", textContent: "Selecteer tekst in het rapport en kies ‘Kanttekening’, of kies hierboven ‘Nieuw’. Wat u schrijft, blijft in deze browser tot u het bewaart als bestand en opstuurt." }));
    }
    const typing = this.writing && this.writing.card.contains(document.activeElement) ? document.activeElement : null;
    this.cards.replaceChildren(...made);
    if (typing) typing.focus({ preventScroll: true });
    if (card) { const again = this.cards.querySelector(`[data-id="${CSS.escape(card)}"] [data-doet="${focused}"]`); if (again) again.focus(); }
    this.offerEarlier();
    this.mark();
    this.arrange();
    if (shelf.lost) this.tell("Deze browser bewaart niets. Bewaar uw kanttekeningen als bestand voordat u sluit.");
  },

  offerEarlier() {
    const earlier = shelf.earlier();
    this.before.hidden = !earlier.length;
    if (!earlier.length) return;
    const words = earlier.length === 1 ? "Er is 1 kanttekening" : `Er zijn ${earlier.length} kanttekeningen`;
    this.before.replaceChildren(`${words} bij een andere versie van dit rapport. `, pressed("Neem over", () => { shelf.put(earlier); this.show(); this.tell("Overgenomen."); }));
  },

  card(one) {
    const spot = this.place(one), card = make("li", { className: `kant-kaart${isDone(one) ? " klaar" : ""}${one.id === this.active ? " actief" : ""}` });
    card.dataset.id = one.id;
    const top = make("p", { className: "kant-wie" });
    const when = new Date(one.modified || one.created);
    top.append(make("b", { textContent: writer(one) }), Number.isNaN(when.valueOf()) ? "" : ` ${day.format(when)}`);
    if (isDone(one)) top.append(" · afgehandeld");
    const quote = pressed(clipped(quoteOf(one).exact, 110), () => this.go(one), { className: "kant-citaat" });
    quote.setAttribute("aria-label", `Ga naar: ${clipped(quoteOf(one).exact, 110)}`);
    quote.disabled = !spot;
    quote.dataset.doet = "ga";
    card.append(top, quote);
    if (!spot) card.append(make("p", { className: "kant-weg", textContent: "Staat niet in deze versie." }));
    else if (spot.changed) card.append(make("p", { className: "kant-weg", textContent: "De tekst is hier veranderd." }));
    card.append(make("p", { className: "kant-tekst", textContent: said(one) }));
    const acts = make("p", { className: "kant-doen" });
    const act = (name, text, does) => {
      const button = pressed(text, does);
      button.dataset.doet = name;
      button.setAttribute("aria-label", `${text}: kanttekening van ${writer(one)} bij ${clipped(quoteOf(one).exact, 40)}`);
      acts.append(button);
    };
    act("klaar", isDone(one) ? "Heropen" : "Afgehandeld", () => this.finish(one));
    act("wijzig", "Wijzig", () => this.begin(this.place(one), { id: one.id, text: said(one) }));
    act("weg", "Verwijder", () => this.drop(one));
    card.append(acts);
    return card;
  },

  finish(one) {
    const done = isDone(one), rest = one.body.filter((body) => body.value !== DONE || body.purpose !== "tagging");
    shelf.put([{ ...one, modified: new Date().toISOString(), body: done ? rest : [...rest, { type: "TextualBody", purpose: "tagging", value: DONE }] }]);
    this.show();
    this.tell(done ? "Weer open." : "Afgehandeld.");
  },

  drop(one) {
    if (!confirm("Deze kanttekening verwijderen?")) return;
    shelf.drop(one.id);
    this.show();
    this.tell("Verwijderd.");
    this.anew.focus();
  },

  // in the text

  mark() {
    if (!window.Highlight || !CSS.highlights) return;
    const groups = { kanttekening: [], "kanttekening-actief": [] };
    for (const one of this.shown()) {
      const spot = this.place(one);
      if (spot && !isDone(one)) groups[one.id === this.active ? "kanttekening-actief" : "kanttekening"].push(rangeOf(spot));
    }
    if (this.writing && this.writing.span) groups["kanttekening-actief"].push(rangeOf(this.writing.span));
    for (const [name, ranges] of Object.entries(groups)) CSS.highlights.set(name, new Highlight(...ranges));
  },

  // Bring a place in the text into view; what holds it is opened.
  bring(span) {
    const element = rangeOf(span).startContainer.parentElement, folded = element.closest("details:not([open])");
    if (folded) folded.open = true;
    const block = element.closest(`:not(${WITHIN_LINE})`);
    block.scrollIntoView({ block: WIDE.matches ? "center" : "start" });
    return block;
  },

  go(one) {
    this.active = one.id;
    const block = this.bring(this.place(one));
    block.tabIndex = -1;
    this.show();
    block.focus({ preventScroll: true });
    block.addEventListener("blur", () => block.removeAttribute("tabindex"), { once: true });
  },

  // A click on words with a comment shows it.
  pick(event) {
    if (event.target.closest("a, button, summary, input, label") || !getSelection().isCollapsed) return;
    const { clientX: x, clientY: y } = event, over = (box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
    const found = this.shown().find((one) => !isDone(one) && this.place(one) && [...rangeOf(this.place(one)).getClientRects()].some(over));
    if (!found) return;
    this.active = found.id;
    if (!this.open) this.unfold(true);
    this.show();
    this.cards.querySelector(".actief").scrollIntoView({ block: "nearest" });
  },

  // Beside the words they are about, without covering each other: those before the active one move up, the rest down.
  arrange() {
    const cards = [...this.cards.children], wide = WIDE.matches && this.open;
    this.cards.style.height = "";
    if (!wide) { cards.forEach((card) => (card.style.top = "")); return; }
    const base = this.cards.getBoundingClientRect().top, gap = 10;
    const heights = cards.map((card) => card.offsetHeight);
    let last = 0;
    const wanted = cards.map((card) => {
      const span = card.dataset.id ? this.spots.get(card.dataset.id) : this.writing && this.writing.span;
      if (span) {
        let box = rangeOf(span).getBoundingClientRect();
        const folded = rangeOf(span).startContainer.parentElement.closest("details:not([open])");
        if (!box.height && folded) box = folded.getBoundingClientRect();
        last = box.height || box.top ? box.top - base : last;
      }
      return last;
    });
    const tops = [];
    const pivot = Math.max(0, cards.findIndex((card) => card.matches(".actief, .kant-nieuw")));
    for (let at = pivot; at < cards.length; at += 1) tops[at] = at === pivot ? Math.max(0, wanted[at]) : Math.max(wanted[at], tops[at - 1] + heights[at - 1] + gap);
    for (let at = pivot - 1; at >= 0; at -= 1) tops[at] = Math.min(wanted[at], tops[at + 1] - heights[at] - gap);
    const under = Math.min(0, ...tops); // never above the first place there is
    cards.forEach((card, at) => (card.style.top = `${tops[at] - under}px`));
    if (cards.length) this.cards.style.height = `${Math.max(...tops.map((top, at) => top - under + heights[at]))}px`;
  },

  // writing

  selected() {
    const selection = getSelection(), main = document.querySelector("main");
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return range.intersectsNode(main) && main.contains(range.startContainer) ? spanOf(range) : null;
  },

  watchSelection() {
    let waiting = 0;
    document.addEventListener("selectionchange", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => {
        const span = this.selected();
        this.bubble.hidden = !span;
        if (!span) return;
        const boxes = [...getSelection().getRangeAt(0).getClientRects()], box = boxes[boxes.length - 1];
        if (!box) return;
        const left = Math.min(Math.max(8, box.right - 60), document.documentElement.clientWidth - this.bubble.offsetWidth - 8);
        this.bubble.style.left = `${left + scrollX}px`;
        this.bubble.style.top = `${box.bottom + scrollY + 8}px`;
      });
    });
  },

  offerOnFigures() {
    for (const figure of all("main figure[id]")) {
      const number = figure.querySelector("figcaption .nummer");
      if (!number) continue;
      const text = number.textContent.trim(), label = text[0].toLowerCase() + text.slice(1);
      figure.querySelector("figcaption").append(pressed(`Kanttekening bij ${label}`, () => this.begin(spanOfElement(figure.querySelector("figcaption > span"))), { className: "opmerk" }));
    }
  },

  // Write a comment on a place, or on one that is chosen here; `draft` holds what was written before.
  begin(span, draft = {}) {
    if (this.writing && this.writing.text.value.trim()) {
      if (span && !this.writing.id && !draft.id) this.aim(span);
      else this.tell("Plaats of annuleer eerst wat u aan het schrijven bent.");
      this.unfold(true);
      this.writing.text.focus();
      return;
    }
    const one = shelf.items.find((item) => item.id === draft.id);
    const target = draft.target || null;
    const there = span || (target ? placeOf(target.selector[0], target.claim, target.selector[1].value) : null);
    this.writing = { id: one ? one.id : null, span: there, card: make("li", { className: "kant-kaart kant-nieuw actief" }) };
    this.active = null;
    this.form(draft.text || "");
    this.unfold(true);
    getSelection().removeAllRanges();
    if (there) this.bring(there);
    this.arrange();
    (there || one ? this.writing.text : this.writing.card.querySelector("select")).focus({ preventScroll: WIDE.matches });
  },

  aim(span) {
    this.writing.span = span;
    this.writing.quote.textContent = clipped(reportText().text.slice(span.start, span.end), 200);
    this.keepDraft();
    this.show();
  },

  keepDraft() {
    const { id, span, text } = this.writing;
    shelf.draft = text.value.trim() ? { id, text: text.value, target: span ? targetOf(span) : null } : null;
  },

  form(words) {
    const now = this.writing, form = make("form");
    now.quote = make("blockquote", { className: "kant-citaat" });
    now.text = make("textarea", { rows: 4, required: true, value: words });
    const name = make("input", { value: shelf.name, required: true, autocomplete: "name" });
    if (now.span) now.quote.textContent = clipped(reportText().text.slice(now.span.start, now.span.end), 200);
    else if (!now.id) form.append(this.places());
    form.append(now.quote);
    field(form, "Uw kanttekening", now.text);
    if (!now.id) field(form, "Uw naam", name);
    const acts = make("p", { className: "kant-doen" });
    acts.append(make("button", { textContent: "Plaats", className: "kant-eerst" }), pressed("Annuleer", () => this.stop()));
    form.append(acts);
    now.text.addEventListener("input", () => this.keepDraft());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.stop();
      if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.finishWriting(name.value.trim()); });
    now.card.replaceChildren(form);
  },

  // Without a mouse: first a section, then a paragraph, row or figure in it.
  places() {
    const sections = [];
    for (const one of all(`${HEADS}, ${PLACES}`)) {
      if (one.closest(".verantwoording") || one.querySelector("p, li, tr") || !spanOfElement(one)) continue;
      if (one.matches(HEADS)) sections.push({ head: one, parts: [] });
      if (sections.length) sections[sections.length - 1].parts.push(one);
    }
    const box = make("div"), options = (some, most) => some.map((one, at) => [at, clipped(spoken(one), most)]);
    const section = field(box, "Onderdeel", choice(options(sections.map(({ head }) => head), 60)));
    const part = field(box, "Plaats", choice([]));
    const fill = () => part.replaceChildren(...choice(options(sections[section.value].parts, 70)).options);
    const chosen = () => spanOfElement(sections[section.value].parts[part.value]);
    const aim = (select) => { this.bring(chosen()); this.aim(chosen()); select.focus({ preventScroll: true }); };
    section.addEventListener("change", () => { fill(); aim(section); });
    part.addEventListener("change", () => aim(part));
    const inView = (one) => one.getClientRects().length && one.getBoundingClientRect().top > 60;
    section.value = Math.max(0, sections.findIndex(({ parts }) => parts.some(inView)));
    fill();
    part.value = Math.max(0, sections[section.value].parts.findIndex(inView));
    this.writing.span = chosen();
    this.writing.quote.textContent = clipped(reportText().text.slice(this.writing.span.start, this.writing.span.end), 200);
    return box;
  },

  finishWriting(name) {
    const { id, span, text } = this.writing, words = text.value.trim();
    if (!words) { text.focus(); return; }
    const one = shelf.items.find((item) => item.id === id);
    if (one) {
      const body = one.body.map((part) => (part.purpose === "commenting" ? { ...part, value: words } : part));
      shelf.put([{ ...one, body, modified: new Date().toISOString() }]);
    } else {
      shelf.name = name;
      const made = annotation(targetOf(span), words, name);
      shelf.put([made]);
      this.active = made.id;
    }
    shelf.draft = null;
    this.writing = null;
    this.show();
    const card = this.cards.querySelector(`[data-id="${CSS.escape(one ? one.id : this.active)}"] [data-doet="ga"]`);
    if (card) card.focus({ preventScroll: WIDE.matches });
    this.tell(shelf.lost ? "Geplaatst. Deze browser bewaart niets: bewaar als bestand voordat u sluit." : "Geplaatst, en bewaard in deze browser.");
  },

  stop() {
    if (this.writing.text.value.trim() && !confirm("Weggooien wat u schreef?")) return;
    shelf.draft = null;
    this.writing = null;
    this.show();
    this.anew.focus();
  },

  // files

  save() {
    const items = this.sorted(), name = plain(shelf.name).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    save(`kanttekeningen${name ? `-${name}` : ""}.json`, asFile(items), "application/ld+json");
    this.tell(`${items.length} ${items.length === 1 ? "kanttekening" : "kanttekeningen"} bewaard als bestand.`);
  },

  asText() {
    return this.shown().map((one) => {
      const spot = this.place(one), head = spot && all(HEADS).filter((other) => other.compareDocumentPosition(rangeOf(spot).startContainer) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
      return `${head ? spoken(head) : "Niet in deze versie"}\n“${quoteOf(one).exact}”\n${writer(one)}${isDone(one) ? " (afgehandeld)" : ""}: ${said(one)}\n`;
    }).join("\n");
  },

  async copy() {
    try {
      await navigator.clipboard.writeText(this.asText());
      this.tell("Gekopieerd als tekst.");
    } catch {
      save("kanttekeningen.txt", this.asText(), "text/plain;charset=utf-8");
      this.tell("Kopiëren mag hier niet; de tekst is bewaard als bestand.");
    }
  },

  async load() {
    const files = [...this.file.files], wrong = [];
    let fresh = 0, read = 0;
    for (const file of files) {
      try {
        const items = fromFile(await file.text());
        fresh += shelf.put(items);
        read += items.length;
      } catch {
        wrong.push(file.name);
      }
    }
    this.file.value = "";
    this.spots.clear();
    this.show();
    const lost = shelf.items.filter((one) => !this.place(one)).length;
    this.tell([`${read} gelezen, ${fresh} nieuw.`, lost ? `${lost} zonder plaats in deze versie; die staan onderaan.` : "", wrong.length ? `Geen bestand met kanttekeningen: ${wrong.join(", ")}.` : ""].filter(Boolean).join(" "));
  },
};

const spoken = (element) => { const span = spanOfElement(element); return span ? reportText().text.slice(span.start, span.end) : ""; };

review.start();

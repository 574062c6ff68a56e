// Why a sentence is there: what the list of claims says of every sentence of its paragraph, in a window beside the text.

function explainSentences() {
  const shown = make("dialog", { className: "reden" });
  shown.setAttribute("aria-labelledby", "reden-kop");
  const list = make("ul"), close = make("button", { type: "button", textContent: "Sluiten" });
  shown.append(make("h2", { id: "reden-kop", textContent: "Waarom staat dit hier?" }), list, close);
  document.body.append(shown);
  close.addEventListener("click", () => shown.close());
  list.addEventListener("click", (event) => event.target.closest("a") && shown.close());
  document.addEventListener("click", (event) => {
    const way = event.target.closest("a.waarom");
    if (!way) return;
    event.preventDefault();
    const claims = new Set(all(".zin", way.parentElement).map((sentence) => sentence.dataset.claim));
    const entries = [...claims].map((claim) => document.getElementById(`claim-${claim}`)).filter(Boolean);
    list.replaceChildren(...entries.map((entry) => {
      const copy = entry.closest("li").cloneNode(true);
      all("[id]", copy).forEach((one) => one.removeAttribute("id"));
      return copy;
    }));
    shown.showModal();
  });
}

// To keep a figure: as a drawing, as a picture, its numbers, and words to cite it by. All is made here, from the page itself.

function save(name, data, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([data], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A drawing that stands by itself brings the fonts of the page.
function drawing(drawn) {
  const svg = drawn.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = rules.filter((rule) => rule instanceof CSSFontFaceRule).map((rule) => rule.cssText).join("\n");
  svg.prepend(style);
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

async function picture(drawn, name) {
  const { text, width, height } = drawing(drawn), image = new Image(), scale = 3;
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = make("canvas", { width: width * scale, height: height * scale });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(name, blob, "image/png"), "image/png");
}

// The numbers below a figure, one line for each cell: row, group, what is counted, and its value.
function numbers(table) {
  const heads = new Map(all("th[id]", table).map((head) => [head.id, head.textContent.trim()]));
  const quoted = (text) => `"${text.replace(/"/g, '""').replace(/\s+/g, " ").trim()}"`;
  const lines = all("tbody tr", table).flatMap((row) => {
    const label = row.querySelector("th");
    return all("td:not(.terug)", row).map((cell) => {
      const names = (cell.getAttribute("headers") || "").split(" ").filter((id) => heads.has(id) && id !== (label && label.id));
      const [group, measure] = names.length > 1 ? names.slice(-2).map((id) => heads.get(id)) : ["", heads.get(names[0]) || ""];
      return [label ? label.textContent : "", group, measure, cell.textContent].map(quoted).join(";");
    });
  });
  return `\ufeff"rij";"groep";"maat";"waarde"\r\n${lines.join("\r\n")}\r\n`;
}

function cited(figure) {
  const caption = figure.querySelector("figcaption > span").textContent.trim();
  const title = document.querySelector(".omslag h1").textContent, told = document.querySelector(".omslag .meting");
  return `${caption}. In: ${title}.${told ? ` ${told.textContent}.` : ""} ${location.href.split("#")[0]}#${figure.id}`;
}

const MARGINS = "svg [id*='-marge-']"; // what is kept of a figure has them always, since its note speaks of them

function offerFigures() {
  for (const figure of all("figure.figuur[id]")) {
    const name = figure.id.replace("fig-", ""), label = figure.querySelector(".nummer").textContent.trim();
    const data = figure.nextElementSibling && figure.nextElementSibling.matches(".cijfers") && figure.nextElementSibling.querySelector("table");
    const parts = all("svg.breed", figure), named = (place) => (place ? `${name}-deel-${place + 1}` : name);
    const menu = make("details", { className: "bewaar" });
    menu.append(make("summary", { textContent: `Bewaar ${label.toLowerCase()}` }));
    const offers = [
      ["Tekening (SVG)", () => parts.forEach((part, place) => save(`${named(place)}.svg`, drawing(part).text, "image/svg+xml"))],
      ["Plaatje (PNG)", () => parts.forEach((part, place) => picture(part, `${named(place)}.png`))],
      ...(data ? [["Cijfers (CSV)", () => save(`${name}.csv`, numbers(data), "text/csv;charset=utf-8")]] : []),
      ["Kopieer verwijzing", async (button) => {
        try {
          await navigator.clipboard.writeText(cited(figure));
          button.textContent = "Gekopieerd";
        } catch { // a page that did not come safely may not
          button.textContent = "Kopiëren lukt hier niet";
        }
      }],
    ];
    if (figure.querySelector(MARGINS)) {
      const margins = make("button", { type: "button", textContent: "Marges tekenen", ariaPressed: "true" });
      margins.addEventListener("click", () => {
        margins.ariaPressed = String(!figure.classList.toggle("zonder-marges"));
      });
      menu.append(margins);
    }
    for (const [text, act] of offers) {
      const button = make("button", { type: "button", textContent: text });
      button.addEventListener("click", () => act(button));
      menu.append(button);
    }
    figure.querySelector("figcaption").append(menu);
  }
}

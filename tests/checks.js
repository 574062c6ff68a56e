// What the browser tests ask of a page, as window.checks.
window.checks = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const start = (element) => element.outerHTML.slice(0, 120);
  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);

  const light = (rgb) => rgb.map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
    .reduce((sum, channel, place) => sum + channel * [0.2126, 0.7152, 0.0722][place], 0);

  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };

  // The shape painted last under the middle of a text in a drawing.
  const under = (text) => {
    const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
    let found = ground(text.closest("svg"));
    for (const shape of text.closest("svg").querySelectorAll("path, rect")) {
      const fill = getComputedStyle(shape).fill, area = shape.getBoundingClientRect();
      if (fill === "none" || shape.closest("clipPath, defs")) continue;
      if (area.left <= x && x <= area.right && area.top <= y && y <= area.bottom) found = numbers(fill);
    }
    return found;
  };

  return {
    unfold: () => all("details").forEach((details) => (details.open = true)),

    inView: (element) => {
      const box = element.getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight;
    },

    // The contrast of texts, by selector: text, ink, ground, ratio.
    contrasts: (selectors) => selectors.map((selector) => {
      const element = document.querySelector(selector), drawn = element.closest("svg");
      const style = getComputedStyle(element);
      const ink = numbers(drawn ? style.fill : style.color), back = drawn ? under(element) : ground(element);
      const [high, low] = [light(ink), light(back)].sort((one, other) => other - one);
      return [element.textContent, String(ink), String(back), (high + 0.05) / (low + 0.05)];
    }),

    // Elements wider than the page that do not scroll by themselves.
    overflowing: () => all("body *").filter((one) => !one.closest(".schuif > *, .sr-only, .sprong, svg"))
      .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1).map(start),

    // Elements whose content does not fit their height and is cut off.
    cut: () => all("main *, header *, footer *").filter((one) => !one.closest(".sr-only, thead, svg"))
      .filter((one) => getComputedStyle(one).overflowY === "hidden" && one.scrollHeight > one.clientHeight + 1).map(start),

    // Targets outside running text that are smaller than 24 by 24 pixels.
    small: () => all("a, button, input, select, summary")
      .filter((one) => one.getClientRects().length && !one.closest("p, li:not(#TOC li, .bestanden li), .sprong"))
      .filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width < 24 || box.height < 24;
      }).map(start),

    // What has the focus; its top is taken from under a bar that stays in view.
    focused: () => {
      const one = document.activeElement, nav = document.querySelector("#TOC"), box = one.getBoundingClientRect();
      const bar = nav.getBoundingClientRect(), before = one.compareDocumentPosition(nav) & Node.DOCUMENT_POSITION_FOLLOWING;
      const fixed = getComputedStyle(nav).position === "sticky" && innerWidth < 1120 && !nav.contains(one) && !before;
      return {
        what: (one.getAttribute("aria-label") || one.textContent || one.type).trim(),
        top: box.top - (fixed ? Math.max(0, bar.bottom) : 0), bottom: box.bottom,
        outline: getComputedStyle(one).outlineStyle, order: all("*").indexOf(one),
      };
    },

    // What the Tab key stops at: all of it, or what comes before a place.
    stops: (place) => all('a[href], button, input, select, summary, [tabindex="0"]')
      .filter((one) => one.tabIndex >= 0 && one.checkVisibility() && one.getClientRects().length)
      .filter((one) => !place || document.getElementById(place).compareDocumentPosition(one) & 2).length,

    // The sizes in pixels of the text in drawings, as shown.
    drawn: () => all("svg text").filter((text) => text.getClientRects().length)
      .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a),

    moving: () => all("*").filter((one) => {
      const style = getComputedStyle(one);
      return style.animationName !== "none" || style.transitionDuration !== "0s" || style.scrollBehavior !== "auto";
    }).map(start),
  };
})();

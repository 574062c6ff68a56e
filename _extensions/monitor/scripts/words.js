// Words in text: without accents and capitals, and marked where they are found.

// Lower case without accents, as long as the text itself.
const plain = (text) => [...text].map((sign) => {
  const bare = sign.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  return bare.length === sign.length ? bare : sign;
}).join("");

// Mark words in elements; under its own name, so that one search does not wipe out another.
function highlight(name, rows, sought) {
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
  CSS.highlights.set(name, new Highlight(...ranges));
}

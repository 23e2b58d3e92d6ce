// The server counts code points, a browser counts UTF-16 units: an emoji is one here, two there.

/** How many code points a string holds. */
export function points(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const isLow = (text, at) => at > 0 && /^[\uDC00-\uDFFF]/.test(text.slice(at)) && /[\uD800-\uDBFF]$/.test(text.slice(0, at));

function textNodes(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) =>
      node.parentElement.closest(".anchor") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** The part of a paragraph that a range covers, in UTF-16 units of its text, or null. */
function covered(range, paragraph) {
  let [at, from, to, text] = [0, null, null, ""];
  for (const node of textNodes(paragraph)) {
    if (range.intersectsNode(node)) {
      const start = node === range.startContainer ? range.startOffset : 0;
      const end = node === range.endContainer ? range.endOffset : node.length;
      if (start < end) [from, to] = [from ?? at + start, at + end];
    }
    at += node.length;
    text += node.data;
  }
  if (from === null) return null;
  // Never half a character.
  return { text, from: isLow(text, from) ? from - 1 : from, to: isLow(text, to) ? to + 1 : to };
}

/**
 * The words a range covers on a page, as {start, end, quote} in code points of the whole text,
 * without white space around them. Null when there are none.
 */
export function place(range, page) {
  let [start, quote, between] = [null, "", ""];
  for (const paragraph of page.querySelectorAll("p[data-start]")) {
    const part = covered(range, paragraph);
    if (part) {
      start ??= Number(paragraph.dataset.start) + points(part.text.slice(0, part.from));
      quote += between + part.text.slice(part.from, part.to);
    }
    between = part ? paragraph.dataset.after : "";
  }
  const words = quote.trim();
  if (!words) return null;
  start += points(quote.slice(0, quote.indexOf(words)));
  return { start, end: start + points(words), quote: words };
}

/** The words between two code points of the whole text, within one paragraph; "" for none. */
export function wordsAt(page, start, end) {
  for (const paragraph of page.querySelectorAll("p[data-start]")) {
    const from = Number(paragraph.dataset.start);
    const text = Array.from(textNodes(paragraph), (node) => node.data).join("");
    const words = [...text].slice(Math.max(0, start - from), Math.max(0, end - from)).join("");
    if (start >= from && points(words) === end - start) return words;
  }
  return "";
}

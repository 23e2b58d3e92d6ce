/* What is too long for one page goes on in pages of its own, from the end backwards. Nothing leaves
   the textarea before the server has said that it holds exactly that. */
import { points } from "./codepoints.js";
import { put, uuid4 } from "./save_request.js";
import { sha256 } from "./sha256.js";

/** Return where to part a text that may hold `longest` code points: after a paragraph, a line, a
    word, in this order; at the limit itself where there is none in the last tenth. */
export function place(text, longest) {
  let end = 0;
  for (let left = longest; left > 0 && end < text.length; left--) end += text.codePointAt(end) > 0xffff ? 2 : 1;
  if (end >= text.length) return text.length;
  for (const gap of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(gap, end - gap.length);
    if (at > end * 0.9) return at + gap.length;
  }
  return end;
}

/** Return the text in pieces of at most `longest` code points. */
export function pieces(text, longest) {
  const found = [];
  for (let rest = text; rest; rest = rest.slice(found.at(-1).length)) found.push(rest.slice(0, place(rest, longest)));
  return found;
}

/** Say whether a text fits on one page. */
export const fits = (text, longest) => points(text) <= longest;

/* A page that exists from its first save on: where it would be, if its reader is still `author`. */
async function freshPage(url, author) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { saveUrl, author: reader } = page.querySelector("form[data-writing]")?.dataset ?? {};
  if (!answer.ok || reader !== author) throw new Error("no page");
  return { saveUrl, address: page.querySelector("form[data-writing]").getAttribute("action") };
}

/** Carry what does not fit; return the addresses of the new pages in order. Throws on the first
    piece that was not acknowledged; what was not stays in `body`. */
export async function carry({ body, longest, newUrl, author, csrfCookie }) {
  const made = [];
  for (const piece of pieces(body.value, longest).slice(1).reverse()) {
    const { saveUrl, address } = await freshPage(newUrl, author);
    const facts = { author, save_id: uuid4(), base: 0, title: "", body: piece };
    const answer = await put({ url: saveUrl, csrfCookie }, facts, false);
    const said = await answer.json().catch(() => ({}));
    if (answer.status !== 200 || said.sha256 !== sha256(`\0${piece}`)) throw new Error("not kept");
    made.unshift(address);
    // Typed on meanwhile: then these words stay here as well.
    if (body.value.endsWith(piece)) body.setRangeText("", body.value.length - piece.length, body.value.length);
  }
  body.dispatchEvent(new Event("input", { bubbles: true }));
  return made;
}

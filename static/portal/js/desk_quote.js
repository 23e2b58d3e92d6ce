// A phrase of hers goes into the reply: words selected on her page, or a sentence from a list.
import { place, wordsAt } from "./codepoints.js";
import { insert } from "./desk_insert.js";

const here = document.querySelector("[data-quote-here]");
const quoter = document.querySelector("[data-quoter]");
const page = () => document.querySelector("[data-page-text]");
let chosen = "";

function selected() {
  const selection = document.getSelection();
  if (!page() || selection.isCollapsed || !selection.rangeCount) return "";
  const range = selection.getRangeAt(0);
  const isHers = page().contains(range.commonAncestorContainer) || page().contains(range.startContainer);
  return (isHers && place(range, page())?.quote) || "";
}

/* Beside the button for a remark, on whichever side there is room, else beneath it. */
function stand() {
  const remark = document.querySelector("[data-remark-here]:not([hidden])");
  if (!remark) return;
  const [box, wide] = [remark.getBoundingClientRect(), here.offsetWidth];
  let [left, top] = [box.right + 8, box.top];
  if (left + wide > document.documentElement.clientWidth - 8) left = box.left - wide - 8;
  const most = document.documentElement.clientWidth - wide - 8;
  if (left < 8) [left, top] = [Math.max(8, Math.min(box.left, most)), box.bottom + 8];
  here.style.setProperty("left", `${window.scrollX + left}px`);
  here.style.setProperty("top", `${window.scrollY + top}px`);
}

function offer() {
  chosen = selected();
  const hasRoom = document.querySelector("[data-remark-here]:not([hidden])");
  here.hidden = !chosen || !hasRoom;
  if (!here.hidden) stand();
}

function put(words) {
  const { open, close } = here.dataset;
  insert(`${open}${words.replace(/\s+/gu, " ").trim()}${close}`);
}

function fill() {
  const list = quoter.querySelector("[data-quoted-sentence]");
  const sentences = document.querySelectorAll('[data-choose] [name="sentence"] option');
  list.replaceChildren(...[...sentences].map((one) => one.cloneNode(true)));
  list.value = "";
}

/** Quote the words just selected, else go to the list of sentences. */
export function quote() {
  if (!here) return;
  if (!chosen) {
    quoter.open = true;
    fill();
    quoter.querySelector("select").focus();
    return;
  }
  put(chosen);
  chosen = "";
  here.hidden = true;
}

export function start() {
  if (!here || !quoter) return;
  let soon = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(soon);
    soon = setTimeout(offer, 160);
  });
  here.addEventListener("mousedown", (event) => event.preventDefault());
  here.addEventListener("click", quote);
  quoter.hidden = false;
  quoter.addEventListener("toggle", () => quoter.open && fill());
  quoter.querySelector("[data-quote-chosen]").addEventListener("click", () => {
    const list = quoter.querySelector("select");
    if (!list.value) {
      list.focus();
      return;
    }
    const [first, last] = list.value.split("-").map(Number);
    put(wordsAt(page(), first, last));
  });
}

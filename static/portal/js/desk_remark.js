// Selecting words, then remarking on them. Without a selection a sentence is chosen from a list.
import { place } from "./codepoints.js";

const here = document.querySelector("[data-remark-here]");
const maker = () => document.querySelector("[data-remark-maker]");
let chosen = null;
let range = null;
let soon = 0;

function selected() {
  const page = document.querySelector("[data-page-text]");
  const selection = document.getSelection();
  if (!page || !maker() || selection.isCollapsed || !selection.rangeCount) return null;
  range = selection.getRangeAt(0);
  return page.contains(range.commonAncestorContainer) || page.contains(range.startContainer)
    ? place(range, page)
    : null;
}

function offer() {
  soon = 0;
  chosen = selected();
  here.hidden = !chosen;
  if (!chosen) return;
  const box = range.getBoundingClientRect();
  const end = [...range.getClientRects()].at(-1) ?? box;
  const left = Math.min(Math.max(8, end.right - 60), document.documentElement.clientWidth - 140);
  here.style.setProperty("top", `${window.scrollY + box.bottom + 8}px`);
  here.style.setProperty("left", `${left}px`);
}

function field(name) {
  return maker().querySelector(`[name="${name}"]`);
}

function light(on) {
  if (!CSS.highlights) return;
  if (on) CSS.highlights.set("chosen", new Highlight(range.cloneRange()));
  else CSS.highlights.delete("chosen");
}

/** Open the remark's form: on the words just selected, else on a sentence from the list. */
export function remark() {
  if (!maker()) return;
  // Words selected a moment ago are those that are meant; a tap may have let go of them by now.
  if (soon) chosen = selected() ?? chosen;
  clearTimeout(soon);
  soon = 0;
  const words = chosen;
  maker().open = true;
  maker().classList.toggle("held", Boolean(words));
  field("start").value = words?.start ?? "";
  field("end").value = words?.end ?? "";
  field("quote").value = words?.quote ?? "";
  const said = maker().querySelector("[data-chosen]");
  said.hidden = !words;
  said.textContent = words?.quote ?? "";
  maker().querySelector("[data-choose]").hidden = Boolean(words);
  maker().querySelector("[data-never-mind]").hidden = !words;
  light(words);
  here.hidden = true;
  (words ? field("body") : field("sentence")).focus();
}

/** Put the form away; what was typed stays in it until it is opened on other words. */
export function neverMind() {
  if (!maker()?.open) return;
  const held = maker().classList.contains("held");
  maker().open = false;
  maker().classList.remove("held");
  light(false);
  chosen = null;
  if (held) document.getElementById("text").focus();
  else maker().querySelector("summary").focus();
}

export function start() {
  if (!here) return;
  document.addEventListener("selectionchange", () => {
    // The form took the focus and with it the selection: the words stay chosen.
    if (maker()?.classList.contains("held")) return;
    clearTimeout(soon);
    soon = setTimeout(offer, 120);
  });
  here.addEventListener("mousedown", (event) => event.preventDefault());
  here.addEventListener("click", remark);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-never-mind]")) neverMind();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("[data-remark-maker]")) neverMind();
  });
  document.addEventListener("desk:changed", () => light(false));
}

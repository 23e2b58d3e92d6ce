/* The form of a page in the writing room: shows what belongs to the form chosen, counts down for
   fifty-five words, puts the three headings in, and follows what a prompt proposes. It never takes
   words away, except headings under which nothing was written. Without it the form does all this. */
import { countOf } from "./count.js";

const form = document.querySelector("form[data-writing]");
const { body } = form.elements;
const choice = form.querySelector("[data-forms]");
const left = form.querySelector("[data-words-left]");
const range = form.querySelector("[data-word-range]");
const spoken = form.querySelector("[data-words-left-spoken]");
const button = form.querySelector("[data-headings]");
const sheet = form.querySelector("template[data-parts]").content.textContent;
const parts = sheet.split("\n").filter((line) => line.trim());
const proposals = new Map((choice?.dataset.proposals ?? "").split(" ").map((pair) => pair.split(":")));
const radio = (name) => form.querySelector(`input[name="${name}"]:checked`);
const formNow = () => radio("form")?.value ?? form.querySelector('input[name="form"]').value;
const linesOf = (text) => text.split("\n").map((line) => line.trim());
const hasParts = () => parts.every((part) => linesOf(body.value).includes(part));
const isOnlyParts = () => linesOf(body.value).every((line) => !line || parts.includes(line));
let before = formNow();
let prompt = radio("prompt")?.value;

/** Write into the field as a hand would: one step of undo, and the page hears of it. */
function write(text, from, to) {
  body.setRangeText(text, from, to, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

function putHeadings() {
  const there = linesOf(body.value);
  const missing = parts.filter((part) => !there.includes(part)).map((part) => `${part}\n`);
  const kept = body.value.trimEnd();
  const all = [...(kept ? [kept] : []), ...missing].join("\n\n");
  if (missing.length) write(all, 0, body.value.length);
}

function countDown() {
  const more = 55 - countOf(body.value);
  const { over, fewer, exact } = left.dataset;
  const said = more === 0 ? exact : more > 0 ? fewer : over;
  left.textContent = said.replace("{n}", Math.abs(more));
  left.classList.toggle("is-exact", more === 0);
  // Said aloud where it matters, not at every word.
  if (formNow() === "fifty_five" && [10, 5, 0, -1].includes(more)) spoken.textContent = left.textContent;
}

function show() {
  const now = formNow();
  for (const part of form.querySelectorAll("[data-form-part]")) part.hidden = part.dataset.formPart !== now;
  button.hidden = hasParts();
  if (range) range.hidden = now === "fifty_five";
  if (!choice) return;
  const label = choice.querySelector(`label[for="form-${now}"] strong`);
  choice.querySelector("[data-form-name]").textContent = label.textContent;
}

function change() {
  const now = formNow();
  if (now === before) return;
  if (now === "parallel" && !body.value.trim()) write(sheet, 0, body.value.length);
  if (before === "parallel" && body.value.trim() && isOnlyParts()) write("", 0, body.value.length);
  before = now;
  show();
  countDown();
}

/* A prompt’s form is taken over, unless she had chosen one herself. */
function follow() {
  const was = proposals.get(prompt) ?? "free";
  prompt = radio("prompt").value;
  const wanted = form.querySelector(`input[name="form"][value="${proposals.get(prompt) ?? "free"}"]`);
  if (!wanted || wanted.checked || ![was, "free"].includes(formNow())) return;
  wanted.checked = true;
  wanted.dispatchEvent(new Event("input", { bubbles: true }));
}

form.addEventListener("input", ({ target }) => {
  if (target.name === "prompt") follow();
  if (target.name === "form") change();
  if (target === body) {
    countDown();
    button.hidden = hasParts();
  }
});
button.addEventListener("click", (event) => {
  event.preventDefault();
  putHeadings();
  body.focus();
});

/* A page that was kept has an address: from then on a letter can be given a day. */
const until = form.querySelector("[data-until-kept]");
const line = document.querySelector("[data-save-line]");
if (until) {
  const watch = new MutationObserver(() => {
    if (form.elements.base.value === "0") return;
    until.hidden = true;
    form.querySelector("[data-when-kept]").hidden = false;
    watch.disconnect();
  });
  watch.observe(line, { childList: true, subtree: true, attributes: true });
}

/* Whether the ways to go on stand open is remembered on this device; nothing else is. */
for (const part of form.querySelectorAll("details[data-kept-open]")) {
  const key = `open:${part.dataset.keptOpen}`;
  try {
    part.open = localStorage.getItem(key) === "1";
    part.addEventListener("toggle", () => localStorage.setItem(key, part.open ? "1" : "0"));
  } catch {
    // A browser that keeps nothing: it simply stays folded.
  }
}

show();
countDown();

/* The writing room. Bound by <form data-writing data-save-url data-author data-base
   data-csrf-cookie>; without this script the form saves and submits as it stands.
   The textarea is never cleared, replaced or disabled. */
import { carry, fits } from "./carry.js";
import { countOf } from "./count.js";
import { Findings } from "./findings.js";
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { Saver } from "./saving.js";
import { StateLine } from "./save_state.js";

const form = document.querySelector("form[data-writing]");
const { title, body } = form.elements;
const page = form.querySelector("[data-page]");
const note = form.querySelector("[data-covered-note]");
const count = form.querySelector("[data-count]");
/* The headings of a parallel page are no words of hers. */
const headings = (form.querySelector("template[data-parts]")?.content.textContent ?? "").split("\n").filter(Boolean);
const chosen = (name, how) => form.querySelector(`input[name="${name}"]${how}`)?.value;
/* What a save holds. A prompt is a number; where none is offered it is left out. */
const choices = (how) => ({ prompt: chosen("prompt", how) && Number(chosen("prompt", how)), form: chosen("form", how) });
const read = () => ({ title: title.value, body: body.value, ...choices(":checked") });
const hidden = (name) => form.querySelector(`input[type="hidden"][name="${name}"]`);
let isLeaving = false;
let isCarrying = false;

const longest = Number(form.dataset.longest);
const line = new StateLine({ onTry: () => saver.send(), onCarry: carryOver });
const saver = new Saver({
  url: form.dataset.saveUrl,
  author: form.dataset.author,
  base: Number(form.dataset.base),
  csrfCookie: form.dataset.csrfCookie,
  savedAt: form.dataset.savedAt ? new Date(form.dataset.savedAt) : null,
  extra: { release: hidden("release")?.value, lesson: hidden("lesson")?.value },
  read,
  say(state, facts) {
    cover(state === "wrong-user");
    // A title can be too long as well; nothing of it could go on elsewhere.
    line.show(state === "too-long" && facts.message && fits(body.value, longest) ? "invalid" : state, facts);
  },
  onKept() {
    hidden("base").value = saver.base;
    findings.look();
    form.dispatchEvent(new CustomEvent("writing:kept"));
    // From now on the page has an address of its own; reloading must not begin another.
    if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action);
  },
});

const findings = new Findings(form);
if (saver.base > 0) findings.look();

async function carryOver() {
  if (isCarrying) return;
  isCarrying = true;
  const note = form.querySelector("[data-carried]");
  const { author, csrfCookie, newUrl } = form.dataset;
  try {
    const made = await carry({ body, longest, newUrl, author, csrfCookie });
    const words = form.querySelector("[data-carried-word]").content;
    note.replaceChildren(...made.map(() => words.cloneNode(true)));
    note.querySelectorAll("a").forEach((link, at) => (link.href = made[at]));
  } catch {
    note.textContent = note.dataset.failed;
  } finally {
    isCarrying = false;
  }
}

function cover(isCovered) {
  const hadFocus = (isCovered ? [title, body] : [note]).includes(document.activeElement);
  page.classList.toggle("covered", isCovered);
  note.hidden = !isCovered;
  if (hadFocus) (isCovered ? note : body).focus();
}

function countWords() {
  count.textContent = countOf(body.value, headings);
}

function showPrompt() {
  const words = form.querySelector('input[name="prompt"]:checked ~ label [data-prompt-words]');
  const heading = form.querySelector("[data-prompt-text]");
  if (words && heading) heading.textContent = words.textContent;
}

/* What the server sent is what is kept; a page shown again with an error was not kept, unless it is
   a new one with nothing on it: that is nothing to keep. */
const isUnsaved = "unsaved" in form.dataset && (saver.base > 0 || title.value || body.value);
if (!isUnsaved) saver.kept = { title: title.defaultValue, body: body.defaultValue, ...choices("[checked]") };
for (const button of form.querySelectorAll("[data-save-button]")) button.hidden = true;
countWords();
showPrompt();
if (!saver.isClean) saver.changed();

form.addEventListener("input", (event) => {
  if (event.target === body) countWords();
  if (event.target.name === "prompt") showPrompt();
  if ([title, body].includes(event.target) || ["prompt", "form"].includes(event.target.name)) saver.changed();
});

form.addEventListener("submit", async (event) => {
  const act = event.submitter?.value;
  if (isLeaving) return event.preventDefault();
  if (act === "compare") {
    hidden("base").value = saver.base;
    if (saver.compareUrl) form.action = saver.compareUrl;
    isLeaving = true;
    return undefined;
  }
  if (act !== "submit" && act !== "pictures") {
    event.preventDefault();
    return saver.send();
  }
  if (saver.isClean || !body.value.trim()) {
    isLeaving = true;
    return undefined;
  }
  event.preventDefault();
  // The words go up first; only what was acknowledged is submitted.
  if (await saver.settle()) form.requestSubmit(event.submitter);
  return undefined;
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    saver.send();
  }
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.way-out");
  if (!link || saver.isClean || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await saver.settle();
  location.assign(link.href);
});

guard([saver], () => isLeaving);
addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false;
});

/* A page that does not exist yet is found again under its own id, by whoever reopens this tab. */
if (saver.base === 0) history.replaceState(null, "", form.dataset.page);
keepHere(form, saver);

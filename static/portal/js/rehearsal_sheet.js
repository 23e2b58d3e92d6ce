/* An observer's sheet: what was done, the exact words that helped, a moment to come back to. Saved by
   the protocol of a journal page and kept locked on this device until it is; places that could point
   to a patient stand beside it. Bound by form[data-sheet]; without this script its button keeps it. */
import { Findings } from "./findings.js";
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";

const bound = new Map();
const savers = [];
let isLeaving = false;

const marks = (form, how) =>
  Object.fromEntries([...form.querySelectorAll(`.marks input${how}`)].map((one) => [one.name, one.value]));

function bind(form) {
  const { title, body, base } = form.elements;
  const findings = new Findings(form);
  const line = new StateLine({ onTry: () => saver.send(), root: form });
  const saver = new Saver({
    url: form.dataset.saveUrl,
    author: form.dataset.author,
    base: Number(form.dataset.base),
    csrfCookie: form.dataset.csrfCookie,
    savedAt: form.dataset.savedAt ? new Date(form.dataset.savedAt) : null,
    extra: {},
    read: () => ({ title: title.value, body: body.value, ...marks(form, ":checked") }),
    say(state, facts) {
      const isCovered = state === "wrong-user";
      form.classList.toggle("covered", isCovered);
      form.querySelector("[data-covered-note]").hidden = !isCovered;
      if (isCovered && form.contains(document.activeElement)) document.activeElement.blur();
      line.show(state, facts);
      // The words are shared with the writing room, whose form has a name; here it is this form.
      form.querySelector("[data-save-compare]")?.removeAttribute("form");
    },
    onKept() {
      base.value = saver.base;
      findings.look();
    },
  });
  saver.kept = { title: title.defaultValue, body: body.defaultValue, ...marks(form, "[checked]") };
  form.querySelector("[data-save-button]").hidden = true;
  if (saver.base > 0) findings.look();
  // A browser may bring words back that were typed before the page was left.
  if (!saver.isClean) saver.changed();
  form.addEventListener("input", () => saver.changed());
  form.addEventListener("submit", (event) => submitted(event, form, saver));
  bound.set(form, saver);
  savers.push(saver);
  keepHere(form, saver);
}

async function submitted(event, form, saver) {
  const act = event.submitter?.value;
  if (act === "save") {
    event.preventDefault();
    return saver.send();
  }
  if (act === "compare" || saver.isClean) {
    isLeaving = true;
    return undefined;
  }
  event.preventDefault();
  // The words go up first; only what was acknowledged is given.
  if (await saver.settle()) form.requestSubmit(event.submitter);
  return undefined;
}

function all() {
  for (const [form] of bound) if (!form.isConnected) bound.delete(form);
  for (const form of document.querySelectorAll("form[data-sheet]")) if (!bound.has(form)) bind(form);
}

document.addEventListener("rehearsal:fresh", all);
document.addEventListener("rehearsal:leaving", (event) => {
  for (const [form, saver] of bound) if (event.target.contains(form)) event.detail.push(saver.settle());
});
guard(savers, () => isLeaving);
addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false;
});
all();

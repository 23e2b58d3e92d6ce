// Other words for a sent reply save themselves too; nobody sees them before they are sent.
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";
import { start as findings } from "./findings_beside.js";

const form = document.querySelector("form[data-change]");
const { body, base } = form.elements;
let isLeaving = false;

const line = new StateLine({ onTry: () => saver.send() });
const saver = new Saver({
  url: form.dataset.saveUrl,
  author: form.dataset.author,
  base: Number(form.dataset.base),
  csrfCookie: form.dataset.csrfCookie,
  savedAt: null,
  extra: {},
  read: () => ({ title: "", body: body.value }),
  say: (state, facts) => line.show(state, facts),
  onKept() {
    base.value = saver.base;
  },
});
if (!("unsaved" in form.dataset)) saver.kept = { title: "", body: body.defaultValue };
if (!saver.isClean) saver.changed();
body.addEventListener("input", () => saver.changed());
form.addEventListener("submit", async (event) => {
  const { submitter } = event;
  if (isLeaving || saver.isClean) {
    isLeaving = true;
    return;
  }
  event.preventDefault();
  // What is on its way arrives first, so that the form builds on it.
  await saver.settle();
  isLeaving = true;
  setTimeout(() => form.requestSubmit(submitter));
});
findings();
guard([saver], () => isLeaving);
keepHere(form, saver);

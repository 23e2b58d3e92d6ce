// A remark saves itself while it is typed, as the reply does: the maker's form, and each change.
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";

const NOTHING = { title: "", body: "", start: "", end: "", kind: "" };
const savers = [];

/* The words, and with them which words of the page they are about; nothing where nothing is typed. */
function words(form) {
  const { body, start, end, kind, sentence } = form.elements;
  if (!body.value) return NOTHING;
  const [from, to] = start?.value ? [start.value, end.value] : (sentence?.value ?? "").split("-");
  return { title: "", body: body.value, start: from ?? "", end: to ?? "", kind: kind?.value ?? "" };
}

function begin(form) {
  const line = new StateLine({ onTry: () => saver.send(), root: form });
  const saver = new Saver({
    url: form.dataset.pencil,
    author: form.dataset.author,
    base: Number(form.dataset.base),
    csrfCookie: form.dataset.csrfCookie,
    savedAt: null,
    extra: {},
    read: () => words(form),
    say(state, facts) {
      if (state === "gone") document.dispatchEvent(new CustomEvent("desk:gone"));
      line.show(state === "conflict" ? "conflict-remark" : state, facts);
    },
    onKept() {},
  });
  // A form shown again with an error was not kept.
  if (!("unsaved" in form.dataset)) saver.kept = saver.read();
  form.addEventListener("input", () => saver.changed());
  savers.push(saver);
  if (!saver.isClean) saver.changed();
  keepHere(form, saver);
}

/* The part with the forms was fetched anew: what its old forms held is kept, or is a remark now. */
function renew() {
  for (const saver of savers.splice(0)) {
    saver.isStopped = true;
    clearTimeout(saver.timer);
    saver.kept = saver.read();
    saver.pending = null;
    saver.keeper?.now();
  }
  document.querySelectorAll("form[data-pencil]").forEach(begin);
}

/** Save what is not saved yet of the remarks that are being typed. */
export const settle = () => Promise.all(savers.map((saver) => saver.settle()));

export function start() {
  if (!document.querySelector("form[data-reply]")) return;
  document.querySelectorAll("form[data-pencil]").forEach(begin);
  document.addEventListener("desk:changed", renew);
  guard(savers, () => false);
}

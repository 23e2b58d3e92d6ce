/* The answers under a story: each form[data-answer] saves itself by the protocol of a journal page
   and says so in a line of its own. Without this script its buttons keep and give as they stand.
   A textarea is never cleared, replaced or disabled. */
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";

const forms = [...document.querySelectorAll("form[data-answer]")];
const savers = forms.map(bind);
let isLeaving = false;

/* Somebody else signed in on this computer: none of these words are theirs to read. */
function cover(isCovered) {
  for (const form of forms) {
    form.classList.toggle("covered", isCovered);
    form.querySelector("[data-covered-note]").hidden = !isCovered;
  }
  if (isCovered && forms.some((form) => form.contains(document.activeElement))) {
    document.activeElement.blur();
  }
}

function bind(form) {
  const { body, base } = form.elements;
  const line = new StateLine({ onTry: () => saver.send(), root: form });
  const read = () => ({ title: "", body: body.value });
  const saver = new Saver({
    url: form.dataset.saveUrl,
    author: form.dataset.author,
    base: Number(form.dataset.base),
    csrfCookie: form.dataset.csrfCookie,
    savedAt: form.dataset.savedAt ? new Date(form.dataset.savedAt) : null,
    extra: {},
    read,
    say(state, facts) {
      cover(state === "wrong-user");
      line.show(state, facts);
      // The words are shared with the writing room, whose form has a name; here it is this form.
      form.querySelector("[data-save-compare]")?.removeAttribute("form");
    },
    onKept() {
      base.value = saver.base;
    },
  });
  saver.kept = { title: "", body: body.defaultValue };
  form.querySelector("[data-save-button]").hidden = true;
  // A browser may bring words back that were typed before the page was left.
  if (!saver.isClean) saver.changed();
  body.addEventListener("input", () => saver.changed());
  form.addEventListener("submit", (event) => submitted(event, saver, form));
  keepHere(form, saver);
  return saver;
}

async function submitted(event, saver, form) {
  if (isLeaving) return event.preventDefault();
  const act = event.submitter?.value;
  if (act === "save") {
    event.preventDefault();
    return saver.send();
  }
  if (act === "compare" || saver.isClean || !form.elements.body.value.trim()) return leave(event, saver);
  event.preventDefault();
  // The words go up first; only what was acknowledged is given.
  if (await saver.settle()) form.requestSubmit(event.submitter);
  return undefined;
}

/* One form takes the whole page along: what stands in the others goes up before. */
async function leave(event, saver) {
  const others = savers.filter((one) => one !== saver && !one.isClean);
  if (others.length === 0) {
    isLeaving = true;
    return undefined;
  }
  event.preventDefault();
  const kept = await Promise.all(others.map((one) => one.settle()));
  if (kept.every(Boolean)) event.target.requestSubmit(event.submitter);
  return undefined;
}

guard(savers, () => isLeaving);
addEventListener("pageshow", (event) => {
  if (event.persisted) isLeaving = false;
});

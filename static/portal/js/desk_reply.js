// The reply saves itself, with the same protocol and the same words as the writing room.
import { countOf } from "./count.js";
import { keepHere } from "./keeper.js";
import { guard } from "./leaving.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";
import { preview } from "./desk_preview.js";

const form = document.querySelector("form[data-reply]");
let saver = null;
let isLeaving = false;

/** Save what is not saved yet; say whether the server holds every word. */
export async function settle() {
  return saver ? saver.settle() : true;
}

function cover(isCovered) {
  // Somebody else signed in on this computer: neither the reply nor her text is theirs to read.
  document.querySelector("[data-desk]").classList.toggle("covered", isCovered);
}

/* The right to read has ended: her words go from this page as well, the mentor's own stay. */
function letGo() {
  const hers = "[data-desk] :is(h1, [data-page-text], [data-choose], .quoted, .page-pictures, .talk, .earlier, [data-fetched], [data-nudges])";
  for (const part of document.querySelectorAll(hers)) part.replaceChildren();
}

function count() {
  const words = countOf(form.elements.body.value);
  form.querySelector("[data-count]").textContent = words;
}

async function submitted(event) {
  const act = event.submitter?.value;
  if (act === "compare") {
    form.elements.base.value = saver.base;
    isLeaving = true;
    return;
  }
  event.preventDefault();
  if (act !== "preview") {
    saver.send();
    return;
  }
  // The words go up first: what is looked at is what the server holds.
  if (await saver.settle()) await preview(form.dataset.preview);
}

export function start() {
  document.addEventListener("desk:gone", letGo);
  if (!form) return;
  const { body, base } = form.elements;
  const line = new StateLine({ onTry: () => saver.send(), root: form });
  saver = new Saver({
    url: form.dataset.saveUrl,
    author: form.dataset.author,
    base: Number(form.dataset.base),
    csrfCookie: form.dataset.csrfCookie,
    savedAt: form.dataset.savedAt ? new Date(form.dataset.savedAt) : null,
    extra: {},
    read: () => ({ title: "", body: body.value }),
    say(state, facts) {
      cover(state === "wrong-user");
      if (state === "gone") document.dispatchEvent(new CustomEvent("desk:gone"));
      line.show(state, facts);
    },
    onKept() {
      base.value = saver.base;
    },
  });
  // A page shown again with an error was not kept.
  if (!("unsaved" in form.dataset)) saver.kept = { title: "", body: body.defaultValue };
  form.querySelector("[data-save-button]").hidden = true;
  count();
  if (!saver.isClean) saver.changed();
  body.addEventListener("input", () => {
    count();
    saver.changed();
  });
  form.addEventListener("submit", submitted);
  guard([saver], () => isLeaving);
  keepHere(form, saver);
}

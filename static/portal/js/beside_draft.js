/* Remarks beside a page that is written anew: "show me the words" finds them in the page as long as they
   stand there at one place. Nothing of a remark ever gets into the page. Bound by [data-beside] with
   [data-remark-words] inside; without it the links lead to the page. */
const list = document.querySelector("[data-beside]");
const field = document.querySelector("#writing [name=body]");
const PAUSE = 400;

function every(words, text) {
  const found = [];
  for (let at = text.indexOf(words); words && at >= 0 && found.length < 20; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

/** Where the words of a remark stand in a text: with their company, with half of it, or alone. */
export function placeOf({ quote, prefix, suffix }, text) {
  const whole = every(prefix + quote + suffix, text).map((at) => at + prefix.length);
  const half = new Set([
    ...(prefix ? every(prefix + quote, text).map((at) => at + prefix.length) : []),
    ...(suffix ? every(quote + suffix, text) : []),
  ]);
  const found = [whole, [...half], every(quote, text)].find((places) => places.length === 1);
  return found ? found[0] : -1;
}

function show(item) {
  const at = placeOf(item.dataset, field.value);
  if (at < 0) return;
  // A field scrolls to its selection when it gets the focus, not when it has it.
  field.blur();
  field.setSelectionRange(at, at + item.dataset.quote.length);
  field.focus();
}

function look() {
  for (const item of list.querySelectorAll("[data-remark-words]")) {
    const stands = placeOf(item.dataset, field.value) >= 0;
    item.querySelector("[data-show-words]").hidden = !stands;
    item.querySelector("[data-words-gone]").hidden = stands;
  }
}

if (list && field) {
  let soon = 0;
  look();
  if (matchMedia("(max-width: 47.99rem)").matches) list.open = false;
  field.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(look, PAUSE);
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show-words]");
    if (!link) return;
    event.preventDefault();
    show(link.closest("[data-remark-words]"));
  });
}

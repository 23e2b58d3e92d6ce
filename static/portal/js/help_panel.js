/* A quiet panel for the author alone, when her words may speak of harming herself. The page looks
   for itself, in the list everybody's page has loaded: nothing is sent, stored or marked, and
   closing the panel is remembered by nobody. Bound by <section data-help-panel data-help-phrases
   data-help-lines> beside fields named by data-help-watch. Without this script the submit page
   looks instead. */

const QUIET = 900;

/** Lower case, no accents, plain apostrophes and spaces: as accounts/help_phrases.py has it. */
export function plain(text) {
  const apart = text.toLowerCase().replace(/[’‘]/g, "'").normalize("NFKD");
  return apart.replace(/\p{M}/gu, "").replace(/\s+/g, " ");
}

/** Make the one question of a list: does a text hold such a phrase? */
export function speaker(said) {
  const either = (lines) => {
    const whole = Object.entries(said.parts).reduce(
      (all, [part, meaning]) => all.map((line) => line.replaceAll(`{${part}}`, meaning)),
      lines,
    );
    return whole.map((line) => `(?:${line})`).join("|");
  };
  const never = new RegExp(either(said.never), "g");
  const opens = new RegExp(either(said.opens));
  return (text) => opens.test(plain(text).replace(never, " "));
}

async function bind(panel) {
  const fields = [...document.querySelectorAll(panel.dataset.helpWatch)];
  const list = await fetch(panel.dataset.helpPhrases);
  if (!list.ok) return;
  const speaks = speaker(await list.json());
  // The numbers are fetched by every page in the same way, long before anybody looks for a phrase.
  const lines = await fetch(panel.dataset.helpLines, { headers: { Accept: "text/html" } });
  if (lines.ok && !lines.redirected) {
    const fresh = new DOMParser().parseFromString(await lines.text(), "text/html");
    panel.querySelector("[data-help-here]").replaceChildren(...fresh.body.childNodes);
  }
  let timer;
  const look = () => {
    if (!panel.hidden || !fields.some((field) => speaks(field.value))) return;
    panel.hidden = false;
    done();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(look, QUIET);
  };
  // Shown once on this page; closed, it stays closed.
  const done = () => fields.forEach((field) => field.removeEventListener("input", later));
  fields.forEach((field) => field.addEventListener("input", later));
  panel.querySelector("[data-help-close]").addEventListener("click", () => {
    panel.hidden = true;
    fields.at(-1)?.focus();
  });
  // From here on the page looks; else the server does as she submits, and keeps nothing of it.
  panel.querySelector("[name=look]")?.remove();
  look();
}

document.querySelectorAll("[data-help-panel]").forEach((panel) => bind(panel).catch(() => {}));

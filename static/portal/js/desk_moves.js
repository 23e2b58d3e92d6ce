// The five moves write into the reply: starters that are to be completed, and phrases of her own.
import { partOf } from "./desk_fetch.js";
import { GAP, insert, selected } from "./desk_insert.js";
import { token } from "./desk_parts.js";

/** Go to the five moves. */
export const moves = () => document.getElementById("moves")?.focus();

function asButtons() {
  for (const item of document.querySelectorAll("[data-starter]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "starter";
    button.textContent = item.textContent;
    item.replaceChildren(button);
  }
}

async function keep(button) {
  const details = button.closest("[data-fetch]");
  const says = details.querySelector("[data-phrases-say]");
  const body = new FormData();
  body.set("body", selected());
  if (!body.get("body")) {
    says.textContent = button.dataset.nothing;
    return;
  }
  const headers = { "X-Part": "phrases", "X-CSRFToken": token() };
  let part = null;
  try {
    const answer = await fetch(details.dataset.fetchUrl, { method: "POST", body, headers });
    part = await partOf(answer, "phrases");
  } catch {
    part = null;
  }
  if (!part) {
    says.textContent = document.querySelector("[data-desk-says]").dataset.failed;
    return;
  }
  details.querySelector("[data-fetched]").replaceChildren(part);
  details.querySelector("[data-keep-phrase]").focus();
  document.dispatchEvent(new CustomEvent("desk:grown"));
}

export function start() {
  asButtons();
  document.addEventListener("click", (event) => {
    const starter = event.target.closest("[data-starter] button");
    const phrase = event.target.closest("[data-insert]");
    const button = event.target.closest("[data-keep-phrase]");
    if (starter) insert(starter.textContent.replace(/\s*\?$/u, ` ${GAP}?`));
    else if (phrase) insert(phrase.dataset.insert);
    else if (button) keep(button);
  });
}

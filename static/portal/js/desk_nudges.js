// What one may want to look at before sending. Asked for when the writer pauses or leaves the
// field, shown beside the reply without a sound, and kept nowhere.
import { token } from "./desk_parts.js";

const PAUSE = 6000;
const moves = document.querySelector("[data-moves]");
let [wait, asked, isOff] = [0, "", false];

async function ask() {
  const reply = document.getElementById("reply");
  const body = reply?.value ?? "";
  if (isOff || !body.trim() || body === asked) return;
  asked = body;
  const form = new FormData();
  form.set("body", body);
  try {
    const headers = { "X-CSRFToken": token() };
    const answer = await fetch(moves.dataset.nudgeUrl, { method: "POST", body: form, headers });
    if (!answer.ok || answer.redirected || isOff || asked !== body) return;
    show(await answer.text());
  } catch {
    asked = "";
  }
}

function show(html) {
  const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-nudges-said]");
  const place = moves.querySelector("[data-nudges]");
  place.replaceChildren(...(said ? [said] : []));
  const off = place.querySelector("[data-nudges-off]");
  if (off) off.hidden = false;
  document.dispatchEvent(new CustomEvent("desk:grown"));
}

const later = (milliseconds) => {
  clearTimeout(wait);
  wait = setTimeout(ask, milliseconds);
};

export function start() {
  const reply = document.getElementById("reply");
  if (!moves || !reply) return;
  reply.addEventListener("input", () => later(PAUSE));
  reply.addEventListener("focusout", () => later(300));
  document.addEventListener("desk:changed", () => {
    asked = "";
    later(300);
  });
  moves.addEventListener("click", (event) => {
    if (!event.target.closest("[data-nudges-off]")) return;
    isOff = true;
    show("");
    reply.focus();
  });
}

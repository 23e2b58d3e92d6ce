/* Keeps the long texts of a lesson or a module while they are typed, for their author alone, and
   says that the page is open. Bound by <form data-words-url data-kept data-author data-base>. */
import { beforeSending } from "./admin-leave.js";
import { cookie } from "./save_request.js";
import { StateLine } from "./save_state.js";
import { Saver } from "./saving.js";

const MINUTE = 60000;
const form = document.querySelector("form[data-words-url]");
const { wordsUrl: url, author, csrfCookie, savedAt } = form.dataset;
const areas = form.dataset.kept.split(" ").map((name) => form.elements[name]).filter(Boolean);
const was = JSON.parse(form.querySelector("[data-was]").value || "{}");
const isOffered = form.querySelector("[data-offer]") !== null;

function read() {
  const fields = Object.fromEntries(areas.map((area) => [area.name, area.value]));
  return { title: "", body: JSON.stringify({ fields, was }) };
}

const line = new StateLine({ onTry: () => saver.send() });
const saver = new Saver({
  url,
  author,
  base: Number(form.dataset.base),
  csrfCookie,
  savedAt: savedAt ? new Date(savedAt) : null,
  read,
  say: (state, facts) => line.show(state, facts),
  onKept() {},
});
saver.kept = read();

/* Says that the page is open, and hears who else has it open. True when this may be sent. */
async function beHere() {
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ author }),
      headers: { Accept: "application/json", "X-CSRFToken": cookie(csrfCookie) },
      redirect: "error",
    });
    if (answer.status === 401 || answer.status === 403) saver.tell("login-needed");
    else if (answer.status === 409) saver.tell("wrong-user");
    else if (answer.status === 404) saver.tell("gone");
    if (!answer.ok) return false;
    const { others } = await answer.json();
    const said = form.querySelector("[data-others]");
    if (said.textContent !== others) said.textContent = others;
    if (saver.isAway) saver.isClean ? saver.calm() : saver.send();
    return true;
  } catch {
    saver.tell(navigator.onLine ? "server-down" : "offline");
    return false;
  }
}

form.addEventListener("input", (event) => {
  if (!areas.includes(event.target)) return;
  if (isOffered) line.show("offered");
  else saver.changed();
});

beforeSending(async () => {
  if (!isOffered && !saver.isStopped && !saver.isClean) await saver.settle();
  // What cannot be kept while it is typed (too long, another window) may still be saved.
  const isHere = await beHere();
  if (isHere) saver.isStopped = true;
  return isHere;
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") beHere();
  else if (!isOffered) saver.send({ keepalive: true });
});
addEventListener("focus", () => saver.isAway && beHere());
setInterval(() => document.visibilityState === "visible" && !saver.isStopped && beHere(), MINUTE);
beHere();
document.querySelector(".meetings")?.focus();

// A remark is kept, changed or taken away without leaving the desk: only that part is fetched.

import { settle } from "./desk_pencil.js";

const onTheirWay = new WeakSet();
const says = () => document.querySelector("[data-desk-says]");

/** Return the token against forged forms. */
export function token() {
  const name = document.querySelector("[data-csrf-cookie]")?.dataset.csrfCookie;
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-desk-text]");
  if (!fresh) return false;
  document.querySelector("[data-desk-text]").replaceWith(fresh);
  const count = document.querySelector("[data-remarks]");
  if (count) count.textContent = fresh.dataset.said;
  const wrong = fresh.querySelector("[aria-invalid=true]");
  const article = fresh.dataset.focus && document.getElementById(fresh.dataset.focus);
  (wrong ?? article?.querySelector(".num") ?? document.getElementById("text")).focus();
  says().textContent = fresh.dataset.done;
  document.dispatchEvent(new CustomEvent("desk:changed"));
  return true;
}

async function send(form, submitter) {
  // A second click while the first is on its way: the words are kept once.
  if (onTheirWay.has(form)) return;
  onTheirWay.add(form);
  says().textContent = "";
  // What is being typed elsewhere in this part goes up first: the part is fetched with it.
  await settle();
  const body = new FormData(form, submitter);
  const headers = { "X-Part": "desk-text", "X-CSRFToken": token() };
  let shown = false;
  try {
    // In the background first: whatever goes wrong, the words are still in their field.
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (answer.status === 404) document.dispatchEvent(new CustomEvent("desk:gone"));
    shown = !answer.redirected && [200, 422].includes(answer.status) && show(await answer.text());
  } catch {
    shown = false;
  }
  onTheirWay.delete(form);
  if (!shown) says().textContent = says().dataset.failed;
  says().classList.toggle("visually-hidden", shown);
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-part]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
}

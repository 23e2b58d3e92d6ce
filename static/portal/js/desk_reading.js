// Reading first: her text alone, the reply folded away until it is wanted.
import { settle } from "./desk_reply.js";

const main = document.getElementById("main");
const form = document.querySelector("form[data-reading]");

/** Let the reply be seen on this desk; the next one is folded again. */
export function unfold() {
  if (!main.classList.contains("reading-first")) return;
  main.classList.remove("reading-first");
  document.querySelector("[data-begin]").parentElement.remove();
  document.dispatchEvent(new CustomEvent("desk:grown"));
}

/** Go to the reply. */
export function write() {
  const reply = document.getElementById("reply");
  if (!reply) return;
  unfold();
  reply.focus();
}

export function start() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-begin]")) return;
    event.preventDefault();
    write();
  });
  form?.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (submitter.dataset.settled) return;
    event.preventDefault();
    // What was typed goes up before the page is shown anew.
    await settle();
    submitter.dataset.settled = "yes";
    // A form that is still being submitted would not hear it.
    setTimeout(() => form.requestSubmit(submitter));
  });
}

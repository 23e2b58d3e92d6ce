/* Nothing typed into a form of the admin is lost by accident: leaving with changes asks first, and
   a form is sent only when its sender is still signed in. Bound by <form data-guard data-check
   data-csrf-cookie>; without this script the form is sent as it stands. */
import { cookie } from "./save_request.js";

const form = document.querySelector("form[data-guard]");
const hooks = [];
let before = null;
let isLeaving = false;
let isReady = false;

/** Ask `hook` before the form is sent; it returns false when it must not be. */
export function beforeSending(hook) {
  hooks.push(hook);
}

/* What the form holds, without what changes by itself. */
function state() {
  const facts = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "was"]) facts.delete(name);
  return JSON.stringify([...facts].map(([name, value]) => [name, value.name ?? value]));
}

const isDirty = () => "unsaved" in form.dataset || (before !== null && state() !== before);

function say(state) {
  const line = form.querySelector("[data-leave-line]");
  const word = document.querySelector(`template[data-leave-word="${state}"]`);
  if (line) line.replaceChildren(...(word ? [word.content.cloneNode(true)] : []));
}

/* A page of the admin answers a stranger with a redirection; its body is never asked for. */
async function isSignedIn() {
  try {
    const answer = await fetch(form.dataset.check, { method: "HEAD", redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") say("login-needed");
    return answer.ok;
  } catch {
    say("offline");
    return false;
  }
}

async function send(submitter) {
  const asked = hooks.length ? hooks : [isSignedIn];
  for (const hook of asked) if (!(await hook())) return;
  say("");
  // A sign-in in another window has changed the token.
  const token = form.elements.csrfmiddlewaretoken;
  token.value = cookie(form.dataset.csrfCookie) || token.value;
  isReady = true;
  form.requestSubmit(submitter);
}

if (form) {
  // After the scripts that number and fill in fields by themselves.
  addEventListener("load", () => setTimeout(() => (before = state()), 0));
  form.addEventListener("submit", (event) => {
    if (isReady) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    send(event.submitter);
  });
  for (const other of document.querySelectorAll("form:not([data-guard])")) {
    other.addEventListener("submit", () => (isLeaving = other.id === "leave-words"));
  }
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) [isLeaving, isReady] = [false, false];
  });
}

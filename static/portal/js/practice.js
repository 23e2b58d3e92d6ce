/* A practice alone without reloading: the same form asks the same address, and the part that changed
   is put in place. The browser's own "back" shows the moment before, from memory: no address and no
   storage ever holds it. Without this script each tap loads the page. */

const STAGE = "[data-practice]";
const pages = [document.querySelector(STAGE)?.cloneNode(true)];

const stage = () => document.querySelector(STAGE);

function show(fresh) {
  stage().replaceWith(fresh);
  scrollTo(0, 0);
  fresh.querySelector("[data-practice-now], h1")?.focus({ preventScroll: true });
}

function fail(form) {
  const said = form.closest(STAGE).querySelector("[data-practice-said]");
  said.classList.remove("visually-hidden");
  said.textContent = form.closest(STAGE).dataset.practiceFailed;
}

async function sent(event) {
  const form = event.target;
  if (!form.matches("[data-practice-form]") || form.dataset.busy) return form.dataset?.busy && event.preventDefault();
  event.preventDefault();
  form.dataset.busy = "yes";
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(STAGE);
    // Signed out meanwhile, or taken back by whoever wrote it: let that page speak for itself.
    if (!answer.ok || !fresh) return location.reload();
    const at = (history.state?.practice ?? 0) + 1;
    pages.length = at;
    pages[at] = fresh.cloneNode(true);
    history.pushState({ practice: at }, "");
    show(fresh);
  } catch {
    fail(form);
  } finally {
    delete form.dataset.busy;
  }
}

/* Within the practice only: the number of a choice chooses it, arrows go from one to the next. */
function pressed(event) {
  const list = event.target.closest(STAGE)?.querySelector("[data-practice-choices]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = [...list.querySelectorAll("button")];
  if (/^[1-9]$/.test(event.key)) buttons[Number(event.key) - 1]?.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = buttons.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length].focus();
}

function went(event) {
  const kept = pages[event.state?.practice ?? 0];
  if (kept) show(kept.cloneNode(true));
  else location.reload();
}

if (stage()) {
  // After a reload nothing of an earlier run is there to go back to.
  history.replaceState({ practice: 0 }, "");
  document.addEventListener("submit", sent);
  document.addEventListener("keydown", pressed);
  addEventListener("popstate", went);
}

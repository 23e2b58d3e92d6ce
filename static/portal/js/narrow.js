// The library narrows while boxes are ticked and words are typed: the same page is asked for by the
// same form, and what changed is put in place. Without this script the form does it in one step.

const TYPING = 300;
const form = document.querySelector("[data-narrow]");
const heading = document.querySelector("#index");
const said = document.querySelector("[data-narrow-said]");
const found = document.querySelector("[data-narrow-found]");
const phone = matchMedia("(max-width: 47.99rem)");
let asking = null;
let waiting = 0;

function address() {
  const url = new URL(form.action);
  const filled = [...new FormData(form)].filter(([, value]) => value.trim());
  url.search = new URLSearchParams(filled);
  return url;
}

/** Put the counts of a fresh page beside our own boxes, which keep their place and their focus. */
function count(page) {
  for (const box of form.querySelectorAll("input[type=checkbox]")) {
    const values = `[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`;
    const fresh = page.querySelector(`[data-narrow] ${values}`);
    if (!fresh) continue;
    const [ours, theirs] = [box, fresh].map((one) => one.closest(".form-check"));
    ours.className = theirs.className;
    ours.querySelector("[data-count]").replaceWith(theirs.querySelector("[data-count]"));
  }
}

function put(page) {
  count(page);
  heading.textContent = page.querySelector("#index").textContent;
  found.replaceChildren(...page.querySelector("[data-narrow-found]").childNodes);
  said.textContent = page.querySelector("[data-narrow-said]").textContent;
}

async function show(url) {
  clearTimeout(waiting);
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Signed out meanwhile, or the library is empty by now: let the page say so itself.
    if (!page.querySelector("[data-narrow-found]")) return location.assign(url);
    put(page);
    history.replaceState(history.state, "", url);
  } catch (error) {
    if (error.name === "AbortError") return;
    said.textContent = form.dataset.narrowFailed;
  } finally {
    if (asking === mine) found.removeAttribute("aria-busy");
  }
}

function changed(event) {
  if (event.target.form !== form) return;
  clearTimeout(waiting);
  if (event.target.type === "checkbox") show(address());
  else waiting = setTimeout(() => show(address()), TYPING);
}

/** On a phone the boxes stand above the list: whoever is done with them is led to it. */
async function sent(event) {
  event.preventDefault();
  const isDone = event.submitter?.hasAttribute("data-narrow-done");
  await show(address());
  if (!isDone && !phone.matches) return;
  if (phone.matches) form.closest("details").open = false;
  heading.focus();
  heading.parentElement.scrollIntoView({ block: "start" });
}

/** Take out of our own form what a link takes away: what was ticked or typed since the page came stays. */
function takeAway(link) {
  const left = new URL(link.href).searchParams;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (left.getAll(name).includes(value)) continue;
    for (const one of form.querySelectorAll(`[type=checkbox][name="${CSS.escape(name)}"]`)) {
      if (one.value === value) one.checked = false;
    }
    if (name === "q" && !left.has("q")) form.elements.q.value = "";
  }
}

async function followed(event) {
  const link = event.target.closest("[data-narrow-link]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  takeAway(link);
  await show(address());
  heading.focus();
}

if (form) {
  document.addEventListener("input", changed);
  form.addEventListener("submit", sent);
  found.addEventListener("click", followed);
}

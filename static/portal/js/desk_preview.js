// "As she will see it", in place of the desk and without leaving it: the desk is put aside whole.

import { makeRoom } from "./margin_room.js";

const main = document.getElementById("main");
// Orca goes to a heading that takes the place of all that stood there, and says nothing.
const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("aria-live", "polite");
document.body.append(spoken);
let aside = null;

function take() {
  const desk = { className: main.className, title: document.title, at: window.scrollY };
  desk.nodes = document.createDocumentFragment();
  desk.nodes.append(...main.childNodes);
  return desk;
}

function back() {
  if (!aside) return;
  main.replaceChildren(aside.nodes);
  main.className = aside.className;
  document.title = aside.title;
  window.scrollTo(0, aside.at);
  aside = null;
  spoken.textContent = "";
  makeRoom();
  document.getElementById("reply").focus({ preventScroll: true });
}

async function fetched(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

/** Show the preview at ``url``; a page that is no preview is simply gone to. */
export async function preview(url) {
  const page = (await fetched(url)) ?? (await fetched(url));
  if (!page?.querySelector("[data-preview-page]")) {
    window.location.assign(url);
    return;
  }
  const fresh = page.getElementById("main");
  aside = take();
  main.append(...fresh.childNodes);
  main.className = fresh.className;
  document.title = page.title;
  history.pushState({ preview: true }, "", url);
  window.scrollTo(0, 0);
  makeRoom();
  main.querySelector("h1").focus({ preventScroll: true });
  spoken.textContent = main.querySelector(".opening > .meta").textContent.trim();
}

/** Say whether the preview stands in place of the desk. */
export const isOpen = () => aside !== null;

export function start() {
  window.addEventListener("popstate", back);
  document.addEventListener("click", (event) => {
    if (!aside || !event.target.closest("[data-back]")) return;
    event.preventDefault();
    history.back();
  });
}

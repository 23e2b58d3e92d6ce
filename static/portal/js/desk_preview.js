// "As she will see it", in place of the desk and without leaving it: the desk is put aside whole.

const main = document.getElementById("main");
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
  document.getElementById("reply").focus({ preventScroll: true });
}

/** Show the preview at ``url``; a page that is no preview is simply gone to. */
export async function preview(url) {
  let page = null;
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) {
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    }
  } catch {
    page = null;
  }
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
  main.querySelector("h1").focus({ preventScroll: true });
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

/* The parts of a rehearsal's page that change while it is open: each [data-live] by its name. A part
   with the same data-key as before stays as it is, with whatever is being typed in it, and so does
   one that is not different. Nothing is taken from under a finger: a tap always reaches its button. */
const LONG_PRESS = 1000;
let lifted = Promise.resolve();

addEventListener("pointerdown", () => {
  lifted = new Promise((resolve) => {
    // The click follows the finger that is lifted, in a task of its own.
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true });
    setTimeout(resolve, LONG_PRESS);
  });
}, { capture: true });

/* Each page has a token of its own in its forms, which is no difference. */
function isAsBefore(old, fresh) {
  const token = "input[name=csrfmiddlewaretoken]";
  const known = old.querySelector(token)?.getAttribute("value");
  if (known) for (const input of fresh.querySelectorAll(token)) input.setAttribute("value", known);
  return old.isEqualNode(fresh);
}

/* What had the focus: its own name, and that of its part. */
function remembered() {
  const part = document.activeElement?.closest("[data-live]");
  return part && { id: document.activeElement.id, live: part.dataset.live };
}

/* Give the focus back that went with an old part; where its button is gone, to the part that is there
   now, so that whoever uses keys goes on from where she was. */
function refocus({ id, live }) {
  if (document.activeElement !== document.body) return;
  const same = id && document.getElementById(id);
  if (same) return same.focus();
  const part = document.querySelector(`[data-live="${live}"]`);
  part.tabIndex = -1;
  part.addEventListener("blur", () => part.removeAttribute("tabindex"), { once: true });
  part.focus({ preventScroll: true });
}

async function replace(old, fresh) {
  const isSame = fresh.dataset.key !== undefined && fresh.dataset.key === old.dataset.key;
  if (isSame) return;
  const open = new Set([...old.querySelectorAll("details[id][open]")].map((one) => one.id));
  for (const details of fresh.querySelectorAll("details[id]")) details.open ||= open.has(details.id);
  if (isAsBefore(old, fresh)) return;
  // Words that are still being saved go up before their page goes.
  const waits = [];
  old.dispatchEvent(new CustomEvent("rehearsal:leaving", { bubbles: true, detail: waits }));
  await Promise.all(waits);
  await lifted;
  old.replaceWith(document.adoptNode(fresh));
}

const names = (page) => [...page.querySelectorAll("[data-live]")].map((one) => one.dataset.live).join();

/** Put the parts of a fresh page in the place of the old ones; return what it says of the clocks. */
export async function put(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  // Another page altogether: closed, taken over by somebody else, signed out.
  if (names(page) !== names(document)) {
    location.reload();
    return null;
  }
  const focused = remembered();
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${old.dataset.live}"]`);
    if (fresh) await replace(old, fresh);
  }
  const spoken = document.querySelector("[data-spoken]");
  const words = page.querySelector("[data-spoken]")?.textContent.trim() ?? "";
  if (spoken && words && spoken.textContent.trim() !== words) spoken.textContent = words;
  if (focused) refocus(focused);
  document.dispatchEvent(new Event("rehearsal:fresh"));
  const now = page.getElementById("now");
  return now ? JSON.parse(now.textContent) : null;
}

// Remarks stand beside their words without taking room in the page. Where they reach further down
// than the text and what follows it, the page grows until they end above its foot.

const BELOW = 36;

/** Give the page as much room as its margin needs. */
export function makeRoom() {
  const last = [...document.querySelectorAll(".desk-page > .spread > .after")].at(-1);
  if (!last) return;
  last.style.removeProperty("min-block-size");
  const margin = document.querySelectorAll(".desk-page .margin-notes .remark, .desk-page .moves");
  const ends = [...margin].map((one) => one.getBoundingClientRect().bottom);
  const box = last.getBoundingClientRect();
  const lacking = Math.max(0, ...ends) + BELOW - box.bottom;
  if (lacking > 0) last.style.setProperty("min-block-size", `${box.height + lacking}px`);
}

export function start() {
  makeRoom();
  addEventListener("resize", makeRoom);
  document.addEventListener("toggle", makeRoom, true);
  document.addEventListener("desk:changed", makeRoom);
  document.addEventListener("desk:grown", makeRoom);
}

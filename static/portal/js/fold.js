// Folded parts of a long page: a link to one opens it, and paper shows them all.

const folds = [...document.querySelectorAll("[data-fold]")];
let opened = [];

function open_at_hash() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const fold = target && target.closest("section")?.querySelector("[data-fold]");
  if (fold) {
    fold.open = true;
    target.scrollIntoView();
  }
}

window.addEventListener("hashchange", open_at_hash);
// The address may be the same again, though the part was folded since.
for (const link of document.querySelectorAll('a[href^="#"]')) {
  link.addEventListener("click", () => link.hash === location.hash && open_at_hash());
}
open_at_hash();

window.addEventListener("beforeprint", () => {
  opened = folds.filter((fold) => !fold.open);
  for (const fold of opened) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});

/* The map of a dialogue: what is being typed for it outlives fresh parts of the page, and the field
   is empty once its words stand on the map. Bound by <form data-new-line>; each line's words are in
   [data-map-words]. Nothing is kept but in this page. */
let typed = "";

const field = () => document.querySelector("[data-new-line] textarea");
const plain = (text) => text.split(/\s+/).join(" ").trim();
const isOnMap = (text) =>
  [...document.querySelectorAll("[data-map-words]")].some((one) => plain(one.textContent) === plain(text));

document.addEventListener("input", ({ target }) => {
  if (target === field()) typed = target.value;
});
document.addEventListener("rehearsal:fresh", () => {
  if (!field()) return;
  if (typed.trim() && isOnMap(typed)) field().value = typed = "";
  else if (typed && !field().value) field().value = typed;
});

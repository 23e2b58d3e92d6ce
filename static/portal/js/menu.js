/* The menu under the person's name is a <details>; this closes it as people expect.
   Bound by [data-menu]. Without it, a second press on the name closes it. */
for (const menu of document.querySelectorAll("details[data-menu]")) {
  const summary = menu.querySelector("summary");

  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

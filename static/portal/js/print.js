// A button that prints, where there is a script to do it.

for (const row of document.querySelectorAll("[data-print-row]")) {
  row.hidden = false;
  row.querySelector("[data-print]").addEventListener("click", () => window.print());
}

/* Keeps the bars of the writing room in sight while a phone's keyboard lies over the page. Where the
   page itself shrinks (interactive-widget) there is nothing left to do; Safari only moves a window
   over the page, and these two lengths say where that window is. */
const view = window.visualViewport;

function fit() {
  // Zoomed in with two fingers the bars stay where the page has them.
  const isZoomed = view.scale > 1.01;
  const under = isZoomed ? 0 : Math.max(0, window.innerHeight - view.height - view.offsetTop);
  const root = document.documentElement;
  root.style.setProperty("--above", `${isZoomed ? 0 : Math.round(view.offsetTop)}px`);
  root.style.setProperty("--under", `${Math.round(under)}px`);
  root.toggleAttribute("data-typing", under > 120);
}

if (view) {
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  fit();
}

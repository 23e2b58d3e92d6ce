/* Dim: a dark room and little light, for writing beside somebody who sleeps. Kept in this browser
   alone. No module, and first in the page: a bright flash would be no use. Bound by
   [data-dim-switch]; without this script the switch is not there. */
(() => {
  const root = document.documentElement;
  const NAME = "dim";

  function kept() {
    try {
      return localStorage.getItem(NAME) !== null;
    } catch {
      return false;
    }
  }

  function keep(isDim) {
    try {
      if (isDim) localStorage.setItem(NAME, "yes");
      else localStorage.removeItem(NAME);
    } catch {
      // Not kept here; it holds until the page is left.
    }
  }

  function show(isDim) {
    root.toggleAttribute("data-dim", isDim);
    for (const button of document.querySelectorAll("[data-dim-switch]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(isDim));
    }
  }

  show(kept());
  document.addEventListener("DOMContentLoaded", () => {
    show(kept());
    for (const button of document.querySelectorAll("[data-dim-switch]")) {
      button.addEventListener("click", () => {
        const isDim = !root.hasAttribute("data-dim");
        keep(isDim);
        show(isDim);
      });
    }
  });
})();

/* The clocks of a rehearsal. The truth is on the server: it says when a phase began, how long it
   takes, how long it stood still and what time it is there; a device only works out what is left. */
import { read } from "./clock.js";

export class Clocks {
  constructor() {
    this.groups = new Map();
    this.ahead = 0;
    setInterval(() => this.draw(), 250);
  }

  /** Take what the server said; `at` is when it did, by performance.now(). */
  set(said, at = performance.now()) {
    // Date and not performance: that one stands still in a phone that sleeps.
    this.ahead = said.now - (Date.now() - (performance.now() - at));
    this.groups = new Map(said.groups.map((group) => [String(group.n), group]));
    this.draw();
  }

  /** Seconds left of the phase a group is in; null where it has no end. */
  left({ started, allowed, paused, lost }) {
    if (allowed === null || started === null) return null;
    return allowed + lost - ((paused ?? Date.now() + this.ahead) - started) / 1000;
  }

  draw() {
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const group = this.groups.get(clock.dataset.clock);
      const left = group ? this.left(group) : null;
      clock.hidden = left === null;
      if (left === null) continue;
      const stands = group.paused !== null;
      const words = clock.querySelector("[data-clock-said]");
      const text = read(left);
      const time = clock.querySelector("[data-clock-time]");
      if (time.textContent !== text) time.textContent = text;
      clock.classList.toggle("over", left <= 0);
      clock.classList.toggle("stands", stands);
      const said = words && words.dataset[stands ? "stands" : left <= 0 ? "over" : "left"];
      if (said && words.textContent !== said) words.textContent = said;
    }
  }
}

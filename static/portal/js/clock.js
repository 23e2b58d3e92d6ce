/* A clock for one round: a ring that empties and the minutes left, counted on past the end.
   It asks what time it is instead of counting ticks, so that a sleeping tab is right again. */
const RING = 100;

const two = (number) => String(number).padStart(2, "0");

/** Return seconds as people read a clock: 4:05, or +0:12 when the time is over. */
export function read(seconds) {
  const whole = Math.abs(seconds >= 0 ? Math.ceil(seconds) : Math.floor(seconds));
  return `${seconds < 0 && whole ? "+" : ""}${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

export class Clock {
  /** root holds the parts; said(what) is told "last-minute" and "over", once each. */
  constructor(root, said) {
    this.root = root;
    this.said = said;
    this.time = root.querySelector("[data-clock-time]");
    this.ring = root.querySelector("[data-clock-ring]");
    this.go = root.querySelector("[data-clock-go]");
    this.again = root.querySelector("[data-clock-again]");
    this.go.addEventListener("click", () => this.toggle());
    this.again.addEventListener("click", () => this.set(this.minutes));
  }

  /** Lay the clock out for a round of so many minutes; none hides it. */
  set(minutes) {
    this.pause();
    this.minutes = minutes;
    this.whole = minutes * 60;
    this.spent = 0;
    this.told = new Set();
    this.root.hidden = !minutes;
    this.again.hidden = true;
    this.draw();
  }

  get left() {
    const running = this.since === undefined ? 0 : (Date.now() - this.since) / 1000;
    return this.whole - this.spent - running;
  }

  toggle() {
    if (!this.minutes) return;
    if (this.since === undefined) this.start();
    else this.pause();
    this.draw();
  }

  start() {
    this.since = Date.now();
    this.again.hidden = false;
    this.ticking = setInterval(() => this.draw(), 250);
  }

  pause() {
    clearInterval(this.ticking);
    if (this.since !== undefined) this.spent += (Date.now() - this.since) / 1000;
    this.since = undefined;
  }

  draw() {
    const { left } = this;
    this.time.textContent = read(left);
    this.ring.setAttribute("stroke-dasharray", `${Math.max(0, (left / this.whole) * RING || 0)} ${RING}`);
    this.root.classList.toggle("over", left <= 0 && this.whole > 0);
    this.go.textContent = this.since === undefined ? this.go.dataset.start : this.go.dataset.pause;
    if (this.since === undefined) return;
    if (this.whole > 60 && left <= 60 && left > 0) this.tell("last-minute");
    if (left <= 0) this.tell("over");
  }

  tell(what) {
    if (this.told.has(what)) return;
    this.told.add(what);
    this.said(what);
  }
}

/* A circle on the wall: one [data-slide] at a time, by button, by arrow or by clicker. Without this
   script all of them stand below each other. */
import { Clock } from "./clock.js";

const wall = document.querySelector("[data-wall]");
const slides = [...wall.querySelectorAll("[data-slide]")];
const back = document.querySelector("[data-wall-back]");
const on = document.querySelector("[data-wall-on]");
const said = document.querySelector("[data-wall-said]");
const words = { "last-minute": said.dataset.lastMinute, over: said.dataset.over };
const clock = new Clock(document.querySelector("[data-clock]"), (what) => (said.textContent = words[what]));
const STEPS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity };
let at = -1;

/** Show one slide; the address remembers it, so that a reload stays there. */
function show(wanted, isQuiet = false) {
  const next = Math.min(Math.max(wanted, 0), slides.length - 1);
  if (next === at) return;
  at = next;
  slides.forEach((slide, number) => (slide.hidden = number !== at));
  clock.set(Number(slides[at].dataset.minutes ?? 0));
  // What has the focus may not go away beneath it.
  if (at === 0 && document.activeElement === back) on.focus();
  if (at === slides.length - 1 && document.activeElement === on) back.focus();
  back.disabled = at === 0;
  on.disabled = at === slides.length - 1;
  history.replaceState(null, "", `#${at + 1}`);
  scrollTo(0, 0);
  if (isQuiet) return;
  const title = slides[at].querySelector("h2").textContent.replace(/\s+/g, " ").trim();
  const facts = { at: at + 1, all: slides.length, title };
  said.textContent = wall.dataset.said.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === " " && event.target.closest("button, a")) return;
  if (event.key.toLowerCase() === "t") clock.toggle();
  else if (event.key in STEPS) {
    event.preventDefault();
    show(at + STEPS[event.key]);
  }
});
back.addEventListener("click", () => show(at - 1));
on.addEventListener("click", () => show(at + 1));
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));

document.body.classList.add("one-at-a-time");
for (const part of document.querySelectorAll("[data-wall-bar], [data-wall-keys]")) part.hidden = false;
show(Number(location.hash.slice(1)) - 1 || 0, true);

// J next, K previous, R remark, Q quote, W write, M moves, B before, Ctrl+Enter to the preview.
// Letters never while typing, and they can be turned off: a voice or a cat may press them.
import { before } from "./desk_fetch.js";
import { moves } from "./desk_moves.js";
import { isOpen } from "./desk_preview.js";
import { quote } from "./desk_quote.js";
import { write } from "./desk_reading.js";
import { remark } from "./desk_remark.js";

const OFF = "desk-letters-off";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const isOff = () => localStorage.getItem(OFF) === "1";

function follow(rel) {
  document.querySelector(`.desk-turn a[rel="${rel}"]`)?.click();
}

const LETTERS = {
  j: () => follow("next"),
  k: () => follow("prev"),
  r: remark,
  q: quote,
  w: write,
  m: moves,
  b: before,
};

function pressed(event) {
  if (isOpen() || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const look = document.querySelector("[data-look]");
    if (!look || (typing(event.target) && event.target.id !== "reply")) return;
    event.preventDefault();
    look.form.requestSubmit(look);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  const act = LETTERS[event.key.toLowerCase()];
  if (!act || isOff()) return;
  event.preventDefault();
  act();
}

export function start() {
  document.addEventListener("keydown", pressed);
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  const button = document.querySelector("[data-keys-switch]");
  if (!button) return;
  const say = () => {
    button.textContent = isOff() ? button.dataset.off : button.dataset.on;
  };
  button.hidden = false;
  say();
  button.addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    say();
  });
}

// Words are put into the reply at the caret, as typing would: Ctrl+Z takes them out again.
import { unfold } from "./desk_reading.js";

// What a starter leaves open; reflections/nudges.py knows it too.
export const GAP = "[…]";
const field = () => document.getElementById("reply");
let wasThere = false;

/** Return the words selected in the reply. */
export function selected() {
  const { value, selectionStart, selectionEnd } = field();
  return value.slice(selectionStart, selectionEnd).trim();
}

/** Put words where the caret is (before it was ever there: at the end); a gap is left selected. */
export function insert(words) {
  const reply = field();
  if (!reply) return;
  unfold();
  const at = wasThere ? reply.selectionEnd : reply.value.length;
  const [before, after] = [reply.value.slice(0, at), reply.value.slice(at)];
  const text = (/\S$/u.test(before) ? " " : "") + words + (/^\s/u.test(after) ? "" : " ");
  reply.focus();
  reply.setSelectionRange(at, at);
  if (!document.execCommand("insertText", false, text)) {
    reply.setRangeText(text, at, at, "end");
    reply.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const gap = at + text.indexOf(GAP);
  if (text.includes(GAP)) reply.setSelectionRange(gap, gap + GAP.length);
}

export function start() {
  document.addEventListener("focusin", (event) => {
    wasThere ||= event.target === field();
  });
}

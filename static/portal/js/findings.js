/* Places to look at: what in the words just saved could point to a patient. The page asks its own
   server after each save, apart from it; when no answer comes, the submit page shows them all the
   same. What may stay, and why, is in the form: nothing is kept here. F8 goes to the next place. */
import { cookie } from "./save_request.js";

/** Where `words` stand in `text` nearest to code point `start`, in UTF-16 units; -1 for nowhere. */
export function find(text, words, start) {
  const near = Array.from(text).slice(0, start).join("").length;
  if (text.startsWith(words, near)) return near;
  const after = text.indexOf(words, near);
  return after >= 0 ? after : text.lastIndexOf(words, near);
}

export class Findings {
  constructor(form) {
    this.form = form;
    this.panel = form.querySelector("[data-findings]");
    this.spoken = form.querySelector("[data-findings-spoken]");
    this.asked = 0;
    this.shown = "";
    this.panel.addEventListener("click", (event) => this.pressed(event));
    this.panel.addEventListener("change", () => this.look());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "F8" || !this.items.length || !this.isHere) return;
      event.preventDefault();
      this.next();
    });
  }

  /** On a page with several lists the key belongs to the form one is in. */
  get isHere() {
    const lists = document.querySelectorAll("[data-findings]");
    return this.form.isConnected && (lists.length === 1 || this.form.contains(document.activeElement));
  }

  get items() {
    return [...this.panel.querySelectorAll("[data-finding]")];
  }

  field(item) {
    return this.form.elements[item.dataset.field];
  }

  /** Ask about the words as they are now. Only the answer to the newest question is shown. */
  async look() {
    const asked = (this.asked += 1);
    const facts = new FormData(this.form);
    facts.delete("csrfmiddlewaretoken");
    const { csrfCookie } = this.form.dataset;
    const token = csrfCookie ? cookie(csrfCookie) : this.form.elements.csrfmiddlewaretoken.value;
    const headers = { "X-CSRFToken": token, Accept: "text/html" };
    try {
      const answer = await fetch(this.form.dataset.checkUrl, {
        method: "POST", body: facts, headers, redirect: "error",
      });
      const html = answer.ok ? await answer.text() : null;
      if (html !== null && asked === this.asked) this.show(html);
    } catch {
      // Without an answer the list stays as it was.
    }
  }

  show(html) {
    if (html === this.shown) return;
    this.shown = html;
    const focused = document.activeElement?.id;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    this.panel.replaceChildren(...(html.trim() ? fresh.body.childNodes : []));
    if (focused && !document.getElementById(focused)?.matches(":focus")) {
      this.panel.querySelector(`#${CSS.escape(focused)}`)?.focus();
    }
    const said = this.panel.querySelector("h2")?.textContent ?? "";
    if (this.spoken.textContent !== said) this.spoken.textContent = said;
  }

  pressed(event) {
    const button = event.target.closest("button");
    const item = button?.closest("[data-finding]");
    if (!button) return;
    if ("next" in button.dataset) this.next();
    else if ("show" in button.dataset) this.select(item);
    else if ("fine" in button.dataset) this.keep(item);
    else if ("write" in button.dataset) this.write(item, button.dataset.write);
  }

  /** Select the words in the page; false when they are not there any more. */
  select(item) {
    const field = this.field(item);
    const { words, start } = item.dataset;
    const at = find(field.value, words, Number(start));
    if (at < 0) return false;
    field.focus();
    field.setSelectionRange(at, at + words.length);
    this.current = item.dataset.finding;
    return true;
  }

  next() {
    const at = this.items.findIndex((item) => item.dataset.finding === this.current);
    const inTurn = [...this.items.slice(at + 1), ...this.items.slice(0, at + 1)];
    inTurn.some((item) => this.select(item));
  }

  /** Write something instead, as if typed: the browser's own undo takes it back. */
  write(item, instead) {
    const field = this.field(item);
    if (!this.select(item)) return this.look();
    if (!instead && field.value[field.selectionEnd] === " ") field.selectionEnd += 1;
    const isTyped = document.execCommand(instead ? "insertText" : "delete", false, instead);
    if (!isTyped) {
      field.setRangeText(instead, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return undefined;
  }

  /** Hers to keep: said in the form, so that the next answer and the submit page leave it out. */
  keep(item) {
    const kept = document.createElement("input");
    Object.assign(kept, { type: "hidden", name: "fine", value: item.dataset.finding });
    this.form.append(kept);
    const after = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (after?.querySelector("button") ?? this.form.elements.body).focus();
    this.look();
  }
}

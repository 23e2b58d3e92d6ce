/* Keeps what is not acknowledged yet on this device, for one form and its Saver: written while she
   types, wiped once the server holds that very text, put back after a killed browser. Bound by
   data-locks and data-page of the form; without keys or a locked store (plain http) nothing is kept. */
import * as device from "./device.js";
import { uuid4 } from "./save_request.js";
import { withoutKept } from "./unsent.js";

const PAUSE = 150;

class Keeper {
  constructor(saver, { keys, page }) {
    Object.assign(this, { saver, keys, page, place: saver.url, id: uuid4(), isHeld: false, typedAt: Date.now() });
    this.work = Promise.resolve();
  }

  /** Write soon: while she types, every 150 ms. */
  soon() {
    this.typedAt = Date.now();
    this.timer ??= setTimeout(() => this.now(false), PAUSE);
  }

  /** Write at once what is not acknowledged, or wipe when nothing is left. */
  now(isFirm = true) {
    clearTimeout(this.timer);
    this.timer = null;
    const { saver, page } = this;
    const facts = saver.isClean
      ? null
      : { page, at: this.typedAt, author: saver.author, extra: saver.extra, base: saver.base, older: saver.pending, words: saver.read() };
    this.work = this.work.then(() => (facts ? this.write(facts, isFirm) : this.wipe())).catch(() => (this.isHeld = false));
    return this.work;
  }

  async write(facts, isFirm) {
    this.lock ??= await device.hold(this.id);
    await device.put({ id: this.id, place: this.place, ...(await device.seal(this.keys, facts)) }, isFirm);
    this.isHeld = true;
  }

  async wipe() {
    if (!this.lock) return;
    await device.remove(this.id);
    this.isHeld = false;
    this.lock.release();
    this.lock = null;
  }

  /** Return what was left here for this page, the newest; none of it is in use on another page. */
  async found() {
    const left = [];
    for (const record of await device.all()) {
      const facts = record.place === this.place ? await device.unseal(this.keys, record) : null;
      const lock = facts && (await device.hold(record.id));
      if (lock) left.push({ id: record.id, lock, facts });
    }
    const unsent = await withoutKept(left);
    for (const one of left) if (one !== unsent[0]) one.lock.release();
    return unsent[0] ?? null;
  }

  /** From now on a record that was found is this page's own. */
  adopt({ id, lock, facts }) {
    Object.assign(this, { id, lock, isHeld: true });
    Object.assign(this.saver, { base: facts.base, pending: facts.older });
  }
}

/* Put words back as if she had chosen and typed: counters, findings and saving hear of it. Choices
   come first: some of them write into an empty page. */
function putBack(form, { title, body, ...choices }) {
  for (const [name, value] of Object.entries({ ...choices, title, body })) {
    for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      const isChoice = ["radio", "checkbox"].includes(control.type);
      if (isChoice && control.value !== String(value)) continue;
      if (isChoice) control.checked = true;
      else control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** Keep the unsent words of a form on this device, and put back what was left of them. */
export async function keepHere(form, saver) {
  const { locks: keys, page } = form.dataset;
  if (!keys) return;
  saver.keeper = new Keeper(saver, { keys, page });
  if (!saver.isClean) saver.keeper.soon();
  const found = await saver.keeper.found();
  if (!found) return;
  // She was quicker: what was found stays on the device and is offered on her home.
  if (!saver.isClean) return found.lock.release();
  saver.keeper.adopt(found);
  putBack(form, found.facts.words);
  saver.keeper.typedAt = found.facts.at;
  saver.tell("restored");
  for (const note of form.querySelectorAll("[data-restored]")) note.hidden = false;
}

/* Places to look at beside a reply, a remark or a message: asked for when the writer pauses, apart
   from saving. Bound by <form data-check-url> with a [data-findings] in it, also one that came later. */
import { Findings } from "./findings.js";

const PAUSE = 1500;
const lists = new WeakMap();
const waits = new WeakMap();

function look(form) {
  if (!form.isConnected) return;
  if (!lists.has(form)) lists.set(form, new Findings(form));
  lists.get(form).look();
}

const checked = (field) =>
  field?.name === "body" && field.form?.matches("form[data-check-url]") && field.form.querySelector("[data-findings]");

export function start() {
  document.addEventListener("input", (event) => {
    if (!checked(event.target)) return;
    const { form } = event.target;
    clearTimeout(waits.get(form));
    waits.set(form, setTimeout(look, PAUSE, form));
  });
  // What was written before is looked at when one comes back to it.
  document.addEventListener("focusin", (event) => {
    if (checked(event.target) && event.target.value.trim() && !lists.has(event.target.form)) look(event.target.form);
  });
}

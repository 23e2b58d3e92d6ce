/* Signing out sends first what waits on this device, or asks. Bound by form[data-sign-out]; without
   this script she is signed out, and what waits stays here, locked. */
const forms = document.querySelectorAll("form[data-sign-out]");
let isReady = false;

function go(form) {
  isReady = true;
  form.requestSubmit();
}

/* Send all that can be sent; return what is left, or null where nobody can say. */
async function left() {
  const here = [];
  document.dispatchEvent(new CustomEvent("signing-out", { detail: here }));
  await Promise.all(here);
  try {
    const { mine, send } = await import("./unsent.js");
    const failed = [];
    for (const one of await mine()) if (!(await send(one))) failed.push(one);
    return failed;
  } catch {
    return null;
  }
}

function ask(form, unsent) {
  const dialog = document.querySelector("[data-sign-out-words]").content.firstElementChild.cloneNode(true);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", async (event) => {
    const act = event.target.closest("button")?.value;
    if (!act) return;
    dialog.close();
    if (act === "stay") return;
    if (act === "throw") {
      const { remove } = await import("./device.js");
      await Promise.all(unsent.map((one) => remove(one.id)));
    }
    go(form);
  });
  // Nobody can say whose words they are: then nothing is thrown away.
  dialog.querySelector('[value="throw"]').hidden = !unsent;
  document.body.append(dialog);
  dialog.showModal();
}

for (const form of forms) {
  form.addEventListener("submit", async (event) => {
    if (isReady) return;
    event.preventDefault();
    const unsent = await left();
    if (unsent?.length === 0) go(form);
    else ask(form, unsent);
  });
}

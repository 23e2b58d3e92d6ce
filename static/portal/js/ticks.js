/* The steps of an exercise keep their ticks as soon as one is set.
   Bound by form[data-ticks]; without it, the form's own button keeps them. The button goes away
   only while the server answers: after a failure it is back. */

/* Read at each send: another tab may have signed in anew since this page was made. */
function token() {
  return document.cookie.match(/(?:^|;\s*)(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1] ?? "";
}

for (const form of document.querySelectorAll("form[data-ticks]")) {
  const button = form.querySelector("[data-ticks-button]");
  const said = form.querySelector("[data-ticks-said]");
  let sending = Promise.resolve();
  button.hidden = true;
  said.textContent = form.dataset.ready;

  async function keep() {
    const body = new FormData(form);
    const headers = { Accept: "application/json" };
    if (token()) {
      body.delete("csrfmiddlewaretoken");
      headers["X-CSRFToken"] = token();
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers });
      const kept = answer.ok && !answer.redirected;
      said.textContent = kept ? form.dataset.kept : form.dataset.failed;
      button.hidden = kept;
    } catch {
      said.textContent = form.dataset.failed;
      button.hidden = false;
    }
  }

  // One after another, so that the last tick is also the last to arrive.
  form.addEventListener("change", () => { sending = sending.then(keep); });
}

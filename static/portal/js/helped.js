/* "This helped" beside a remark, in one tap. Bound by form[data-helped]; without it the form sends
   the page anew. The button says what is kept, never what is hoped for. */

/* Read at each send: another tab may have signed in anew since this page was made. */
function token() {
  return document.cookie.match(/(?:^|;\s*)(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1] ?? "";
}

async function send(form, button) {
  const body = new FormData(form, button);
  const headers = { Accept: "application/json", "X-Part": "helped" };
  if (token()) {
    body.delete("csrfmiddlewaretoken");
    headers["X-CSRFToken"] = token();
  }
  const answer = await fetch(form.action, { method: "POST", body, headers });
  if (!answer.ok || answer.redirected) throw new Error(answer.status);
  return (await answer.json()).helped;
}

async function pressed(form) {
  if (form.dataset.sending) return;
  const button = form.querySelector("button");
  const says = form.querySelector("[data-helped-says]");
  form.dataset.sending = "yes";
  try {
    const helped = await send(form, button);
    button.setAttribute("aria-pressed", String(helped));
    button.value = helped ? "not_helped" : "helped";
    says.textContent = helped ? says.dataset.yes : says.dataset.no;
  } catch {
    says.textContent = says.dataset.failed;
  } finally {
    delete form.dataset.sending;
  }
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-helped]")) return;
    event.preventDefault();
    pressed(event.target);
  });
}

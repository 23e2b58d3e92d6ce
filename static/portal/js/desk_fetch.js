// Parts of the desk that are fetched when they are opened: <details data-fetch data-fetch-url>.

/** Return the part called ``name`` of an answer, or null. */
export async function partOf(answer, name) {
  if (answer.redirected || ![200, 422].includes(answer.status)) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(`[data-part="${name}"]`);
}

async function fill(details) {
  const { fetch: name, fetchUrl: url } = details.dataset;
  try {
    const part = await partOf(await fetch(url, { headers: { "X-Part": name } }), name);
    // Without an answer the link to the page of its own stays.
    if (part) details.querySelector("[data-fetched]").replaceChildren(part);
  } catch {
    return;
  }
  document.dispatchEvent(new CustomEvent("desk:grown"));
}

/** Open what she wrote before, or close it. */
export function before() {
  const details = document.querySelector("[data-before]");
  if (!details) return;
  details.open = !details.open;
  details.querySelector("summary").focus();
}

export function start() {
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches("details[data-fetch]") && event.target.open) fill(event.target);
    },
    true,
  );
}

/* A rehearsal while it goes on, on a phone, a facilitator's screen or the wall. The page is the
   server's: this script hears within a second that something changed, draws the clocks, and puts the
   page's fresh parts in. Bound by <… data-room data-now-url data-csrf-cookie>; forms with data-act
   are sent without leaving the page. Nothing of a rehearsal is kept here. */
import { Clocks } from "./rehearsal_clock.js";
import { Follower } from "./rehearsal_follow.js";
import { put } from "./rehearsal_parts.js";
import { cookie } from "./save_request.js";

const room = document.querySelector("[data-room]");
const away = document.querySelector("[data-away]");
const signedOut = document.querySelector("[data-signed-out]");
const unsent = document.querySelector("[data-unsent-act]");
const clocks = new Clocks();
let known = JSON.parse(document.getElementById("now").textContent);
const sent = new WeakSet();
let turn = Promise.resolve();

/* One page at a time: what was asked for first is put in first. */
function inTurn(act) {
  const done = turn.then(act);
  turn = done.catch(() => {});
  return done;
}

async function take(html) {
  const said = await put(html);
  if (said) known = said;
  clocks.set(known);
}

async function fresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
  if (answer.status === 404) return location.reload();
  if (answer.ok) await take(await answer.text());
  else throw new Error("no page");
}

function name(groups) {
  for (const { n, phase, paused } of groups) {
    const words = room.querySelector(`template[data-phase-word="${paused ? "paused" : phase}"]`)?.innerHTML;
    for (const place of document.querySelectorAll(`[data-phase-of="${n}"]`)) {
      if (words) place.textContent = words;
    }
  }
}

async function heard(said, at) {
  clocks.set(said, at);
  if (said.v === known.v) return;
  name(said.groups);
  try {
    // What she sent herself may have brought the page meanwhile.
    await inTurn(() => (said.v === known.v ? undefined : fresh()));
  } catch {
    // The page did not come: the next answer is to be news again.
    follower.etag = "";
  }
}

const follower = new Follower({
  url: room.dataset.nowUrl,
  heard,
  reached() {
    away.hidden = true;
    unsent.hidden = true;
  },
  lost() {
    away.hidden = false;
  },
  out(status) {
    if (status === 404 || status === 410) location.reload();
    else signedOut.hidden = false;
  },
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (sent.has(form)) return;
  sent.add(form);
  const headers = { Accept: "text/html", "X-CSRFToken": cookie(room.dataset.csrfCookie) };
  try {
    const body = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body, headers, signal: AbortSignal.timeout(8000) });
    if (answer.status === 403) return location.reload();
    if (new URL(answer.url).pathname !== location.pathname && answer.redirected) return location.assign(answer.url);
    if (answer.ok || [409, 422].includes(answer.status)) await inTurn(async () => take(await answer.text()));
    else throw new Error("no answer");
  } catch {
    unsent.hidden = false;
    away.hidden = false;
  } finally {
    sent.delete(form);
  }
  return follower.ask();
});

for (const reload of document.querySelectorAll("[data-reload]")) reload.hidden = true;
clocks.set(known);
follower.ask();

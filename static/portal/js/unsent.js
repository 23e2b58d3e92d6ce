/* Which of the locked records on this device are hers, and which of them are not saved after all.
   The page names where to ask: <… data-device="…" data-csrf-cookie="…">. */
import * as device from "./device.js";
import { cookie, put, uuid4 } from "./save_request.js";
import { sha256 } from "./sha256.js";

const fingerprint = ({ title, body }) => sha256(`${title}\0${body}`);

async function ask(facts) {
  const { device: url, csrfCookie } = document.querySelector("[data-device]").dataset;
  const answer = await fetch(url, {
    method: "POST",
    body: JSON.stringify(facts),
    headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": cookie(csrfCookie) },
    redirect: "error",
  });
  if (!answer.ok) throw new Error("no answer");
  return answer.json();
}

/** Return those the server does not hold, the newest first; what it holds by now is wiped. */
export async function withoutKept(found) {
  if (!found.length) return [];
  const asked = found.map(({ facts }) => [fingerprint(facts.words), facts.base]);
  const { kept } = await ask({ kept: asked });
  await Promise.all(found.filter((_, at) => kept[at]).map((one) => device.remove(one.id)));
  return found.filter((_, at) => !kept[at]).sort((a, b) => b.facts.at - a.facts.at);
}

/** Return her unsent words on this device: [{id, place, facts}], the newest first. */
export async function mine() {
  const records = await device.all();
  if (!records.length) return [];
  const { keys } = await ask({ places: [...new Set(records.map((record) => record.place))] });
  const found = [];
  for (const record of records) {
    const facts = await device.unseal(keys[record.place], record);
    if (facts) found.push({ id: record.id, place: record.place, facts });
  }
  return withoutKept(found);
}

async function sent(place, csrfCookie, facts) {
  const answer = await put({ url: place, csrfCookie }, facts, false);
  return answer.status === 200 ? answer.json() : {};
}

/** Send one record as its page would have; true when the server holds it now. */
export async function send({ id, place, facts }) {
  const { csrfCookie } = document.querySelector("[data-device]").dataset;
  const { author, older, words, extra } = facts;
  const whole = (save) => ({ author, ...(save.base ? {} : extra), ...save });
  try {
    const first = older && (await sent(place, csrfCookie, whole(older)));
    const base = first?.revision ?? facts.base;
    const said = await sent(place, csrfCookie, whole({ save_id: uuid4(), base, ...words }));
    if (said.sha256 !== fingerprint(words)) return false;
    await device.remove(id);
    return true;
  } catch {
    return false;
  }
}

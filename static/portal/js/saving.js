/* The state machine of saving (security.md, K5 and K9):
   clean -> dirty -> saving -> saved | offline | login-needed | wrong-user | conflict | too-long
   | invalid | gone | server-down. It never touches the text; `read` gives it, `say` is told.
   A save whose answer never came is sent again as it was, with its own id, before anything newer:
   otherwise an honest retry would look like a conflict. What is not acknowledged yet is also kept
   on this device by `keeper`, where there is one. */
import { put, uuid4 } from "./save_request.js";
import { sha256 } from "./sha256.js";

const PAUSE = 2000;
const SLOW = 4000;
const AWAY = 5000;
const LONGEST_WAIT = 30;

/** Say whether two states of a form hold the same: title, body and every choice. */
export const alike = (a, b) => Boolean(a && b) && Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);

export class Saver {
  /** url, author, base, csrfCookie, savedAt, extra (sent along with a first save), read(),
      say(state, facts), onKept() */
  constructor(facts) {
    Object.assign(this, { kept: null, pending: null, running: null, state: "clean", tries: 0 }, facts);
    this.isStopped = false;
    addEventListener("online", () => this.retryNow());
    addEventListener("focus", () => this.isAway && this.send());
  }

  get isClean() {
    return !this.pending && alike(this.kept, this.read());
  }

  get isAway() {
    return this.state === "login-needed" || this.state === "wrong-user";
  }

  tell(state, facts = {}) {
    this.state = state;
    this.say(state, { isHeld: Boolean(this.keeper?.isHeld), ...facts });
  }

  changed() {
    this.keeper?.soon();
    if (this.isStopped || this.isAway || this.running) return;
    if (this.isClean) this.calm();
    else if (!["offline", "server-down"].includes(this.state)) this.tell("dirty");
    if (this.tries === 0) this.in(PAUSE);
  }

  calm() {
    this.tell(this.savedAt ? "saved" : "clean", { at: this.savedAt });
  }

  in(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  /** At once; and where something is on its way that does not arrive, again after it. */
  async retryNow() {
    await this.running;
    if (!this.isClean) await this.send();
  }

  /** Send until the page and the server hold the same words, or until that cannot be. */
  async settle() {
    for (let round = 0; round < 3 && !this.isClean && !this.isStopped; round++) await this.send();
    return this.isClean;
  }

  send({ keepalive = false } = {}) {
    clearTimeout(this.timer);
    if (this.running) return this.running;
    if (this.isStopped || this.isClean) return Promise.resolve();
    this.pending ??= { save_id: uuid4(), base: this.base, ...this.read() };
    this.keeper?.now();
    this.running = this.attempt(keepalive).finally(() => (this.running = null));
    return this.running;
  }

  async attempt(keepalive, isSecond = false) {
    if (["clean", "dirty", "saved"].includes(this.state)) this.tell("saving");
    const slow = setTimeout(() => this.isAway || this.tell("server-down"), SLOW);
    let answer;
    let said = {};
    try {
      answer = await put(this, this.facts(this.pending), keepalive);
      said = await answer.json().catch(() => ({}));
    } catch {
      return this.later(navigator.onLine ? "server-down" : "offline");
    } finally {
      clearTimeout(slow);
    }
    const isStale = answer.status === 403 && said.state === "csrf";
    if (isStale && !isSecond) return this.attempt(keepalive, true);
    return this.hear(isStale ? 401 : answer.status, said);
  }

  /** What is sent for `pending`: the words, and those choices that changed; all of them at first. */
  facts({ save_id, base, title, body, ...choices }) {
    const isNews = ([name, value]) => !base || value !== this.kept?.[name];
    const chosen = Object.fromEntries(Object.entries(choices).filter(isNews));
    return { author: this.author, save_id, base, title, body, ...chosen, ...(base ? {} : this.extra) };
  }

  hear(status, said) {
    if (status === 200) return this.acknowledged(said);
    if (status === 401) return this.away("login-needed");
    if (status === 409 && said.state === "wrong-user") return this.away("wrong-user");
    if (status === 409) return this.stop("conflict", said);
    if (status === 404) return this.stop("gone", said);
    if ([400, 413, 422].includes(status)) {
      this.pending = null;
      return this.tell(said.state === "too-long" || status === 413 ? "too-long" : "invalid", said);
    }
    return this.later("server-down");
  }

  acknowledged(said) {
    const { save_id, base, ...words } = this.pending;
    this.base = said.revision;
    this.pending = null;
    if (said.sha256 !== sha256(`${words.title}\0${words.body}`)) return this.later("server-down");
    this.kept = words;
    this.tries = 0;
    this.savedAt = new Date(said.saved_at);
    this.keeper?.now();
    this.onKept();
    if (this.isClean) return this.calm();
    this.tell("dirty");
    return this.in(PAUSE);
  }

  away(state) {
    this.tell(state);
    this.in(AWAY);
  }

  stop(state, said) {
    this.isStopped = true;
    this.compareUrl = said.url;
    this.tell(state);
  }

  later(state) {
    this.tries += 1;
    const seconds = Math.min(LONGEST_WAIT, 2 ** this.tries) * (0.5 + Math.random());
    this.tell(state, { seconds: Math.max(1, Math.round(seconds)) });
    this.in(seconds * 1000);
  }
}

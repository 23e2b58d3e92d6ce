/* Asks once a second how a rehearsal stands, for as long as anybody looks. Nothing new is answered
   in a line (304). Without an answer it asks less and less often; a phone that wakes up, or that is
   back in reach, asks at once. */
const BEAT = 1000;
const LONGEST = 15;
const TIMEOUT = 8000;

export class Follower {
  /** heard(said) is told news, reached() any answer, lost() that none came, out(status) that she is
      not in the room, or not signed in, any more. */
  constructor({ url, heard, reached, lost, out }) {
    Object.assign(this, { url, heard, reached, lost, out, etag: "", tries: 0, isOver: false });
    addEventListener("online", () => this.ask());
    addEventListener("pageshow", (event) => event.persisted && this.afresh());
    document.addEventListener("visibilitychange", () => this.isSeen && this.afresh());
    document.addEventListener("resume", () => this.afresh());
  }

  get isSeen() {
    return document.visibilityState === "visible";
  }

  /** Ask whatever was known before: what this device takes for the time may have jumped. */
  afresh() {
    this.etag = "";
    return this.ask();
  }

  in(milliseconds) {
    clearTimeout(this.timer);
    if (!this.isOver) this.timer = setTimeout(() => this.ask(), milliseconds);
  }

  ask() {
    clearTimeout(this.timer);
    if (this.isOver || !this.isSeen) return Promise.resolve();
    this.running ??= this.attempt().finally(() => (this.running = null));
    return this.running;
  }

  async attempt() {
    const asked = performance.now();
    const headers = { Accept: "application/json", ...(this.etag && { "If-None-Match": this.etag }) };
    try {
      const answer = await fetch(this.url, {
        headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(TIMEOUT),
      });
      if (answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status)) return this.end(answer.status);
      if (answer.status !== 304 && !answer.ok) return this.missed();
      const said = answer.ok ? await answer.json() : null;
      this.tries = 0;
      this.reached();
      if (said) {
        this.etag = answer.headers.get("ETag") ?? "";
        await this.heard(said, (asked + performance.now()) / 2);
      }
    } catch {
      return this.missed();
    }
    return this.in(Math.max(0, BEAT - (performance.now() - asked)));
  }

  missed() {
    this.tries += 1;
    this.lost();
    const seconds = Math.min(LONGEST, 2 ** (this.tries - 1)) * (0.75 + Math.random() / 2);
    this.in(seconds * 1000);
  }

  end(status) {
    this.isOver = true;
    this.out(status);
  }
}

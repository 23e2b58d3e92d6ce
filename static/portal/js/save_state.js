/* The line that says whether one's words are saved: in words, with a shape beside them. The words
   are the page's own, in <template data-save-word="…" data-speak="politely|now|never">. */
const ONCE_A_MINUTE = 60000;
const time = new Intl.DateTimeFormat(document.documentElement.lang, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function fill(node, facts) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.includes("{")) text.data = text.data.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
  }
}

export class StateLine {
  constructor({ onTry, onCompare } = {}) {
    this.line = document.querySelector("[data-save-line]");
    this.polite = document.querySelector("[data-save-spoken]");
    this.alarm = document.querySelector("[data-save-alarm]");
    this.state = "";
    this.spokenAt = 0;
    this.line.addEventListener("click", (event) => {
      if (event.target.closest("[data-save-try]")) onTry?.();
      if (event.target.closest("[data-save-compare]")) onCompare?.(event);
      const link = event.target.closest("[data-save-window]");
      if (link) this.open(event, link);
    });
  }

  open(event, link) {
    this.window = window.open(link.href, "sign-in", "popup,width=480,height=760");
    if (this.window) event.preventDefault();
  }

  show(state, { at, seconds, message = "" } = {}) {
    const word = document.querySelector(`template[data-save-word="${state}"]`);
    if (!word) return this.line.replaceChildren();
    const parts = word.content.cloneNode(true);
    const counter = parts.querySelector("[data-save-seconds]");
    if (counter && seconds) this.count(counter, seconds);
    else clearInterval(this.counting);
    fill(parts, { time: at ? time.format(at) : "", message });
    const spoken = parts.querySelector(".save-state > span").firstChild?.textContent.trim() ?? "";
    const hadFocus = this.line.contains(document.activeElement);
    this.line.replaceChildren(parts);
    if (hadFocus) (this.line.querySelector("a, button") ?? document.querySelector("textarea")).focus();
    this.speak(word.dataset.speak, spoken, state);
    if (state === "saved") this.window?.close();
    this.state = state;
  }

  count(counter, seconds) {
    const words = counter.textContent;
    let left = seconds;
    const write = () => (counter.textContent = words.replace("{seconds}", String(Math.max(left--, 0))));
    clearInterval(this.counting);
    counter.hidden = false;
    write();
    this.counting = setInterval(write, 1000);
  }

  /* "Saved" at most once a minute, unless something was wrong before; the rest once. */
  speak(how, words, state) {
    if (how === "never") return;
    const isSaved = state === "saved";
    const now = Date.now();
    if (isSaved && !this.wasWrong && now - this.spokenAt < ONCE_A_MINUTE) return;
    if (!isSaved && this.lastSpoken === state) return;
    if (isSaved) this.spokenAt = now;
    this.wasWrong = !isSaved;
    this.lastSpoken = state;
    (how === "now" ? this.alarm : this.polite).textContent = words;
  }
}

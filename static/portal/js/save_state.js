/* The line that says whether one's words are saved: in words, with a shape beside them. The words
   are the page's own, in <template data-save-word="…" data-speak="politely|now|never">. */
const ONCE_A_MINUTE = 60000;
const MINUTE = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "short", day: "numeric", month: "short" };

/** A moment in the zone the rest of the page is written in, with its day unless that is today. */
export function said(at, timeZone) {
  const show = (parts, moment) => new Intl.DateTimeFormat(document.documentElement.lang, { ...parts, timeZone }).format(moment);
  const isToday = show(DAY, at) === show(DAY, new Date());
  return isToday ? show(MINUTE, at) : `${show(DAY, at)}, ${show(MINUTE, at)}`;
}

/** Put facts in the place of their names in braces. */
export function fill(node, facts) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.data.includes("{")) text.data = text.data.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
  }
}

export class StateLine {
  constructor({ onTry, onCarry, root = document } = {}) {
    this.root = root;
    this.line = root.querySelector("[data-save-line]");
    this.polite = root.querySelector("[data-save-spoken]");
    this.alarm = root.querySelector("[data-save-alarm]");
    this.state = "";
    this.spokenAt = 0;
    this.line.addEventListener("click", (event) => {
      if (event.target.closest("[data-save-try]")) onTry?.();
      if (event.target.closest("[data-save-carry]")) onCarry?.();
      const link = event.target.closest("[data-save-window]");
      if (link) this.open(event, link);
    });
  }

  open(event, link) {
    this.window = window.open(link.href, "sign-in", "popup,width=480,height=760");
    if (this.window) event.preventDefault();
  }

  show(state, { at, seconds, isHeld, message = "" } = {}) {
    const named = (name) => document.querySelector(`template[data-save-word="${name}"]`);
    const word = (isHeld && named(`${state}-held`)) || named(state);
    if (!word) return this.line.replaceChildren();
    const parts = word.content.cloneNode(true);
    const counter = parts.querySelector("[data-save-seconds]");
    if (counter && seconds) this.count(counter, seconds);
    else clearInterval(this.counting);
    fill(parts, { time: at ? said(at, this.line.dataset.timeZone || undefined) : "", message });
    const spoken = parts.querySelector(".save-state > span").firstChild?.textContent.trim() ?? "";
    const hadFocus = this.line.contains(document.activeElement);
    this.line.replaceChildren(parts);
    if (hadFocus) (this.line.querySelector("a, button") ?? this.root.querySelector("textarea")).focus();
    this.speak(word.dataset.speak, spoken, state);
    if (state === "saved") this.window?.close();
    this.state = state;
  }

  count(counter, seconds) {
    const words = counter.textContent;
    let left = seconds;
    const write = () => {
      counter.textContent = left > 1 ? words.replace("{seconds}", String(left)) : counter.dataset.soon;
      left -= 1;
    };
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
    this.alarm.textContent = how === "now" ? words : "";
    if (how !== "now") this.polite.textContent = words;
  }
}

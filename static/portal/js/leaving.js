/* What every form that saves itself does when its page is left, hidden, frozen or woken. */

/** `savers` are the page's; isLeaving() says that leaving was meant. */
export function guard(savers, isLeaving) {
  const away = () => savers.forEach((saver) => {
    saver.keeper?.now();
    saver.send({ keepalive: true });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") away();
    else savers.forEach((saver) => saver.retryNow());
  });
  document.addEventListener("freeze", away);
  document.addEventListener("resume", () => savers.forEach((saver) => saver.retryNow()));
  addEventListener("pagehide", away);
  // Signing out waits for what can still be sent.
  document.addEventListener("signing-out", (event) => event.detail.push(...savers.map((saver) => saver.settle())));
  addEventListener("beforeunload", (event) => {
    if (!isLeaving() && savers.some((saver) => !saver.isClean)) event.preventDefault();
  });
}

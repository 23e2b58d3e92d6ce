/* One save on its way to the server. */
const KEEPALIVE_BYTES = 60000;
const LONGEST = 30000;

/** Return the value of a cookie. */
export function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** Return a random id; crypto.randomUUID is absent on plain http. */
export function uuid4() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Send `facts`. The token is read at this moment: a second sign-in has changed it (LB8). */
export function put({ url, csrfCookie }, facts, keepalive) {
  const body = JSON.stringify(facts);
  return fetch(url, {
    method: "PUT",
    body,
    headers: {
      "Accept": "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": cookie(csrfCookie),
    },
    redirect: "error",
    // A browser refuses to keep a larger request alive behind a page that is left.
    keepalive: keepalive && new TextEncoder().encode(body).length < KEEPALIVE_BYTES,
    signal: AbortSignal.timeout(LONGEST),
  });
}

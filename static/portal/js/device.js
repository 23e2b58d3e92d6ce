/* Words on this device that the server does not hold yet: ciphertext in IndexedDB and nothing else.
   The server works a key out for one person and one page (accounts/device.py) and hands it to that
   person alone, with the page; it is never stored. A record's name is worked out with the key, so
   nothing in it says whose it is: whoever has the key knows her own. */
const ABLE = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
const STORE = "unsent";
const text = new TextEncoder();
let database = null;

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("heartbeat", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onclose = () => (database = null);
      resolve(asked.result);
    };
  });
}

async function run(act, mode, durability = "relaxed") {
  if (!ABLE) throw new Error("no locked store here");
  database ??= opened().catch((error) => {
    database = null;
    throw error;
  });
  const work = (await database).transaction(STORE, mode, { durability });
  const asked = act(work.objectStore(STORE));
  return new Promise((resolve, reject) => {
    work.oncomplete = () => resolve(asked.result);
    work.onerror = work.onabort = () => reject(work.error);
  });
}

/** All records of this device, whoever's; none where there is no locked store. */
export const all = () => run((store) => store.getAll(), "readonly").catch(() => []);

export const remove = (id) => run((store) => store.delete(id), "readwrite");

/** Keep a record; `isFirm` waits for the disk itself, not only for the system. */
export const put = (record, isFirm) =>
  run((store) => store.put(record), "readwrite", isFirm ? "strict" : "relaxed");

function imported(key) {
  const bytes = Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/* Keys come as "name.key name.key", the newest first. */
const pairs = (keys) => keys.split(" ").map((pair) => pair.split("."));

/** Lock facts with the newest of `keys`. */
export async function seal(keys, facts) {
  const [name, key] = pairs(keys)[0];
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  return { name, iv, sealed: await crypto.subtle.encrypt(how, await imported(key), text.encode(JSON.stringify(facts))) };
}

/** Open a record with whichever of `keys` is its own; null where none is, or where it was meddled with. */
export async function unseal(keys, { name, iv, sealed }) {
  const key = pairs(keys).find((pair) => pair[0] === name)?.[1];
  if (!key) return null;
  try {
    const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await imported(key), sealed)));
  } catch {
    return null;
  }
}

/** Hold a record as this page's for as long as the page lives, or until `release` is called; null
    where another page that is still open holds it. */
export function hold(id) {
  if (!navigator.locks) return Promise.resolve({ release() {} });
  return new Promise((resolve) => {
    navigator.locks.request(`unsent-${id}`, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise((release) => resolve({ release }));
    }).catch(() => resolve({ release() {} }));
  });
}

/** The ids of the records that pages still open hold. */
export async function held() {
  const now = await navigator.locks?.query().catch(() => null);
  return new Set((now?.held ?? []).map((lock) => lock.name.replace(/^unsent-/, "")));
}

// The mentor's desk. Every part enhances a form that works without it.
import * as keys from "./desk_keys.js";
import * as parts from "./desk_parts.js";
import * as pencil from "./desk_pencil.js";
import * as preview from "./desk_preview.js";
import * as fetched from "./desk_fetch.js";
import * as findings from "./findings_beside.js";
import * as insert from "./desk_insert.js";
import * as moves from "./desk_moves.js";
import * as nudges from "./desk_nudges.js";
import * as quote from "./desk_quote.js";
import * as reading from "./desk_reading.js";
import * as remark from "./desk_remark.js";
import * as reply from "./desk_reply.js";
import * as room from "./margin_room.js";

preview.start();
parts.start();
findings.start();
remark.start();
reply.start();
pencil.start();
insert.start();
reading.start();
moves.start();
quote.start();
fetched.start();
nudges.start();
keys.start();
room.start();

// Turning to another entry takes the unsaved words up first.
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".desk-turn a[rel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await Promise.all([reply.settle(), pencil.settle()]);
  location.assign(link.href);
});

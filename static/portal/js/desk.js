// The mentor's desk. Every part enhances a form that works without it.
import * as keys from "./desk_keys.js";
import * as parts from "./desk_parts.js";
import * as preview from "./desk_preview.js";
import * as findings from "./findings_beside.js";
import * as remark from "./desk_remark.js";
import * as reply from "./desk_reply.js";
import * as room from "./margin_room.js";

preview.start();
parts.start();
findings.start();
remark.start();
reply.start();
keys.start();
room.start();

// Turning to another entry takes the unsaved words up first.
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".desk-turn a[rel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await reply.settle();
  location.assign(link.href);
});

/* Two buttons on every row that has an order: up and down, for keyboards and touch.
   Dragging is adminsortable2's; both write the same number fields, which also work by hand. */

const rowsOf = (table) =>
  [...table.querySelectorAll("tbody tr.form-row:not(.empty-form)")].filter(
    (row) => !row.hidden && row.querySelector("input._reorder_"),
  );

function number(list) {
  rowsOf(list).forEach((row, index) => {
    row.querySelector("input._reorder_").value = String(index + 1);
  });
}

function move(list, row, step) {
  const rows = rowsOf(list);
  const at = rows.indexOf(row) + step;
  const other = rows[at];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  number(list);
  const said = list.querySelector("[data-order-said]");
  if (said) said.textContent = list.dataset.moved.replace("{at}", at + 1).replace("{all}", rows.length);
}

/* Without the asterisks of what is bold or italic, as curriculum/templatetags/lessons.py reads them. */
function plain(text) {
  return text
    .replace(/\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*/g, "$1")
    .replace(/(?<![\p{L}\p{N}_*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}_*])/gu, "$1");
}

function button(list, row, step, label, sign) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "move";
  made.textContent = sign;
  const name = row.querySelector("[data-row-name], .field-title input, .field-text textarea, input[type=text]");
  const what = plain((name?.value ?? name?.textContent ?? "").trim()).slice(0, 60);
  made.setAttribute("aria-label", what ? `${label}: ${what}` : label);
  made.addEventListener("click", () => {
    move(list, row, step);
    made.focus();
  });
  return made;
}

function equip(list, row) {
  const place = row.querySelector("td.original .mover") ?? row.querySelector("td.original");
  if (!place || place.querySelector(".move") || !row.querySelector("input._reorder_")) return;
  place.append(
    button(list, row, -1, list.dataset.up, "↑"),
    button(list, row, 1, list.dataset.down, "↓"),
  );
}

for (const list of document.querySelectorAll("fieldset[data-order]")) {
  rowsOf(list).forEach((row) => equip(list, row));
  document.addEventListener("formset:added", (event) => {
    const row = event.target.closest?.("tr.form-row");
    if (!row || !list.contains(row)) return;
    equip(list, row);
    number(list);
  });
}

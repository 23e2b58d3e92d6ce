/* Dragging rows into another order, with a finger, a pen or a mouse. The buttons beside each row do
   the same without this script; both send the same form. */

const ROW = "[data-piece]";

function token(form) {
  return form.querySelector("input[name=csrfmiddlewaretoken]").value;
}

/* Keep the order as it stands; where that fails, send the form so that the server says why. */
async function keep(form) {
  const body = new URLSearchParams();
  for (const input of form.querySelectorAll("input[name=order]")) body.append("order", input.value);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(form) },
      redirect: "manual",
    });
    if (answer.type !== "opaqueredirect") throw new Error("not kept");
    form.querySelector("[data-arrange-said]").textContent = form.dataset.said;
  } catch {
    form.submit();
  }
}

/* The first and the last row each miss the button that leads nowhere. */
function tidy(list) {
  const rows = [...list.querySelectorAll(ROW)];
  rows.forEach((row, at) => {
    row.querySelector("[name=up]").disabled = at === 0;
    row.querySelector("[name=down]").disabled = at === rows.length - 1;
  });
}

function drag(form, list, row, grip, event) {
  event.preventDefault();
  const before = [...list.children];
  row.classList.add("is-held");
  grip.setPointerCapture(event.pointerId);

  /* The others step aside: a row that is moved itself loses its hold on the pointer. */
  const follow = (moved) => {
    const rows = [...list.querySelectorAll(ROW)];
    const at = rows.indexOf(row);
    const middle = (other) => {
      const place = other.getBoundingClientRect();
      return place.top + place.height / 2;
    };
    for (const other of rows.slice(at + 1)) if (moved.clientY > middle(other)) row.before(other);
    for (const other of rows.slice(0, at).reverse()) if (moved.clientY < middle(other)) row.after(other);
  };
  const end = (last) => {
    grip.removeEventListener("pointermove", follow);
    grip.removeEventListener("pointerup", end);
    grip.removeEventListener("pointercancel", end);
    row.classList.remove("is-held");
    if (last.type === "pointercancel") before.forEach((one) => list.append(one));
    tidy(list);
    if ([...list.children].some((one, at) => one !== before[at])) keep(form);
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", end);
  grip.addEventListener("pointercancel", end);
}

for (const form of document.querySelectorAll("form[data-arrange]")) {
  const list = form.querySelector(".pieces");
  for (const row of list.querySelectorAll(ROW)) {
    /* Not a button: the keyboard has the two beside it. */
    const grip = document.createElement("span");
    grip.className = "grip btn btn-link";
    grip.textContent = "⠿";
    grip.setAttribute("aria-hidden", "true");
    grip.addEventListener("pointerdown", (event) => drag(form, list, row, grip, event));
    row.querySelector(".hand").prepend(grip);
  }
}

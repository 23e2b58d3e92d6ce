/* Shows, on a lesson's page, only the fields that its kind uses. Without this file all are there. */

const choice = document.querySelector("#id_kind");

function show() {
  for (const part of document.querySelectorAll("[class*='for-']")) {
    const kinds = [...part.classList].filter((name) => name.startsWith("for-"));
    if (!kinds.length) continue;
    // What holds something, or complains, stays in sight whatever the kind.
    const holds = part.querySelector(".errorlist, img.picture-now, .sound-now, tr.has_original");
    part.hidden = !kinds.includes(`for-${choice.value}`) && !holds;
  }
}

if (choice) {
  choice.addEventListener("change", show);
  show();
}

/* A lesson's picture comes by drag, by paste, or by the file field itself; it is shown before it is
   sent, and its description is asked for. A text holds no pictures: one pasted there is refused in
   a sentence. Without its description the form is not sent: a page that comes back refused has
   forgotten the file. What is wrong stands beside its field, as when the server says it. Bound by
   <input type="file" data-picture>; the words are in [data-picture-words]. */
import { beforeSending } from "./admin-leave.js";

const input = document.querySelector("input[type=file][data-picture]");
const words = document.querySelector("[data-picture-words]")?.dataset;
const description = document.querySelector("#id_image_description");

function pictures(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

function part(name, made) {
  let found = input.parentElement.querySelector(`.${name}`);
  if (!found) {
    found = made;
    found.className = name;
    input.after(found);
  }
  return found;
}

function say(text) {
  const line = document.querySelector("[data-picture-said]");
  line.textContent = text;
}

/* Takes back what is said beside a field. */
function settle(field) {
  const error = `${field.id}_error`;
  document.getElementById(error)?.remove();
  field.closest(".form-row")?.classList.remove("errors");
  field.removeAttribute("aria-invalid");
  describe(field, (ids) => ids.filter((id) => id !== error));
}

function describe(field, change) {
  const ids = change((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

/* Says beside a field what is wrong with it, where and as the server would. */
function complain(field, text) {
  settle(field);
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.id = `${field.id}_error`;
  list.append(document.createElement("li"));
  list.firstChild.textContent = text;
  const row = field.closest(".form-row");
  row.prepend(list);
  row.classList.add("errors");
  field.setAttribute("aria-invalid", "true");
  describe(field, (ids) => [...ids, list.id]);
}

/* A file no lesson can show, chosen or dropped: said beside the field, and where one is. */
function refuse() {
  if (!input.closest("[hidden]")) complain(input, words.format);
  say(words.format);
}

function show(file) {
  const reader = new FileReader();
  // A data: address, since the policy of these pages allows no blob: ones.
  reader.addEventListener("load", () => {
    const image = part("picture-next", document.createElement("img"));
    image.src = reader.result;
    image.alt = words.preview.replace("{name}", file.name);
  });
  reader.readAsDataURL(file);
}

function chosen() {
  const [file] = input.files;
  if (!file) return;
  if (!input.accept.split(",").includes(file.type)) {
    input.value = "";
    refuse();
    return;
  }
  settle(input);
  show(file);
  say(isDescribed() ? words.ready : "");
}

/* Whether a chosen picture has its description; if not, it is asked for. */
function isDescribed() {
  if (!input.files.length || input.closest("[hidden]") || !description) return true;
  if (description.value.trim()) return true;
  complain(description, words.describe);
  description.focus();
  return false;
}

function take(file) {
  if (input.closest("[hidden]")) return say(words.elsewhere);
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return undefined;
}

function isFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

if (input && words) {
  input.addEventListener("change", chosen);
  description?.addEventListener("input", () => description.value.trim() && settle(description));
  beforeSending(isDescribed);
  const place = input.closest(".form-row") ?? input.parentElement;
  const mark = (isOver) => place.classList.toggle("picture-over", isOver);
  // On capture, before the editor: dropped beside the field a browser would leave the page.
  addEventListener("dragover", (event) => {
    if (!isFiles(event) || event.target === input) return;
    event.preventDefault();
    mark(true);
  }, true);
  addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  addEventListener("drop", (event) => {
    mark(false);
    if (!isFiles(event) || event.target === input) return;
    event.preventDefault();
    event.stopPropagation();
    const [file] = pictures(event.dataTransfer);
    if (event.target.closest?.(".prose-editor")) say(words.text);
    else if (file) take(file);
    else refuse();
  }, true);
  addEventListener("paste", (event) => {
    const [file] = pictures(event.clipboardData);
    if (!file || event.target.closest?.("input, textarea")) return;
    // Copied from a word processor there is text beside the picture: the text is what is meant.
    if (event.clipboardData.types.includes("text/html") && event.target.closest?.(".prose-editor")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.target.closest?.(".prose-editor")) say(words.text);
    else take(file);
  }, true);
}

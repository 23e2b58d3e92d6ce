/* Gives the editor of a lesson a name and a description that a screen reader says.
   django-prose-editor tells when it is ready; the textarea beneath keeps its own label. */

function name(area, editor) {
  const label = document.querySelector(`label[for="${area.id}"]`);
  const attributes = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label ? label.textContent.replace(/:\s*$/, "") : area.dataset.editor,
  };
  // Its help, and what is wrong with it.
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) attributes[name] = area.getAttribute(name);
  }
  editor.setOptions({ editorProps: { attributes } });
  // A click on the label, or on what is said above the form of a fault here, goes where one writes,
  // since the textarea is hidden.
  for (const way of [label, ...document.querySelectorAll(`a[href="#${area.id}"]`)]) {
    way?.addEventListener("click", () => editor.commands.focus());
  }
}

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  if (textarea) name(textarea, editor);
});

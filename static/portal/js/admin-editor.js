/* Gives the editor of a lesson a name and a description that a screen reader says.
   django-prose-editor tells when it is ready; the textarea beneath keeps its own label. */

function name(area, editor) {
  const label = document.querySelector(`label[for="${area.id}"]`);
  const help = document.getElementById(`${area.id}_helptext`);
  const attributes = {
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label ? label.textContent.replace(/:\s*$/, "") : area.dataset.editor,
  };
  if (help) attributes["aria-describedby"] = help.id;
  editor.setOptions({ editorProps: { attributes } });
  // A click on the label goes where one writes, since the textarea is hidden.
  label?.addEventListener("click", () => editor.commands.focus());
}

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  if (textarea) name(textarea, editor);
});

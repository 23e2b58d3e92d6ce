/* Proposes the device's own time zone where none is chosen yet; nothing is sent until the form is.
   Bound by select[data-zone]. Without it, people choose from the list. */
for (const select of document.querySelectorAll("select[data-zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...select.options].some((option) => option.value === here);
  if (!select.value && here && known) select.value = here;
}

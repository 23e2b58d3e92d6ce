/* allauth's own script asks the device for a passkey and says a failure only to the console.
   This says it to the person. Bound by [data-passkey-trouble], a hidden sentence on the page;
   [data-passkey] marks what makes no sense where the browser knows no passkeys. */
const trouble = document.querySelector("[data-passkey-trouble]");

document.addEventListener("allauth.error", (event) => {
  if (!trouble) return;
  event.preventDefault();
  trouble.hidden = false;
  trouble.focus();
});

if (!window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = true;
  const instead = document.querySelector("[data-passkey-unknown]");
  if (instead) instead.hidden = false;
}

/* Words that were never sent from this device, offered to whoever wrote them: on her home, her
   journal and her list of waiting pages. Anybody else's stay ciphertext, and nothing is shown. */
import { held, remove } from "./device.js";
import { fill, said } from "./save_state.js";
import { mine } from "./unsent.js";

const box = document.querySelector("[data-unsent]");
const list = box.querySelector("ul");

function line({ id, facts }) {
  const item = document.querySelector("[data-unsent-line]").content.firstElementChild.cloneNode(true);
  fill(item, { time: said(new Date(facts.at), box.dataset.timeZone) });
  item.querySelector("[data-open]").href = facts.page;
  item.querySelector("[data-words]").textContent = [facts.words.title, facts.words.body].filter(Boolean).join("\n\n");
  const button = item.querySelector("[data-throw]");
  button.addEventListener("click", async () => {
    if (button.dataset.sure) {
      button.textContent = button.dataset.sure;
      delete button.dataset.sure;
      return;
    }
    await remove(id);
    item.remove();
    box.hidden = !list.children.length;
    document.getElementById("main").focus();
  });
  return item;
}

async function offer() {
  const here = await mine().catch(() => []);
  const open = here.length ? await held() : null;
  list.replaceChildren(...here.filter((one) => !open.has(one.id)).map(line));
  box.hidden = !list.children.length;
}

offer();

// A short word at the foot of the page. toast("Deleted", { label: "Undo", undo: () => … })

import { element } from "./send.js";

export function toast(text, { undo, label, seconds = 8 } = {}) {
  const box = document.getElementById("toasts");
  if (!box) return;
  const made = element("div", { class: "toast" }, element("span", { dir: "auto" }, text));
  const close = () => made.remove();
  if (undo) {
    const button = element("button", { class: "btn btn--small", type: "button" }, label ?? "↶");
    button.addEventListener("click", () => {
      close();
      undo();
    });
    made.append(button);
  }
  box.append(made);
  let timer = setTimeout(close, seconds * 1000);
  made.addEventListener("pointerenter", () => clearTimeout(timer));
  made.addEventListener("focusin", () => clearTimeout(timer));
  made.addEventListener("pointerleave", () => {
    timer = setTimeout(close, seconds * 1000);
  });
}

document.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail.text ?? ""));

// A file input in a box that takes dropped files and shows the picture that was chosen.

import { element } from "./send.js";

export function start(box) {
  const input = box.querySelector("input[type=file]");
  if (!input) return;
  const shown = element("div", { class: "drop__shown" });
  box.append(shown);
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.setAttribute("data-over", "");
  });
  box.addEventListener("dragleave", () => box.removeAttribute("data-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.removeAttribute("data-over");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    shown.replaceChildren();
    for (const file of input.files) {
      if (!/^image\/(png|jpeg|webp|gif)$/.test(file.type)) continue;
      const image = element("img", { alt: file.name, width: "160" });
      image.src = URL.createObjectURL(file);
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      shown.append(image);
    }
  });
}

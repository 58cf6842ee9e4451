// Rows to choose: <table data-select="bar"> with checkboxes in the rows, one in the head for all,
// and <div class="selbar" id="bar" hidden> holding <span data-selected data-text="%n% selected">.

import { fill } from "./send.js";

export function start(table) {
  const bar = document.getElementById(table.dataset.select);
  const all = table.querySelector("thead input[type=checkbox]");
  const boxes = () => [...table.querySelectorAll("tbody input[type=checkbox]")];

  function update() {
    const chosen = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    if (!bar) return;
    bar.hidden = chosen === 0;
    const place = bar.querySelector("[data-selected]");
    if (place) place.textContent = fill(place.dataset.text, { n: chosen });
  }

  table.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    update();
  });
  update();
}

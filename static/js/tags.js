// Tags as chips. The text field with commas stays the one that is sent; this only shows it better.
// <div class="tagbox" data-tags data-tags-max="8" data-suggest-url="…" data-text-remove="Remove %tag%"><input class="input" name="tags"></div>

import { element, fill, later, send } from "./send.js";

export function start(box) {
  const field = box.querySelector("input");
  const most = Number(box.dataset.tagsMax ?? 8);
  const id = `${field.id || field.name}-tags`;
  let tags = split(field.value);
  let at = -1;
  let turn = 0;

  const input = element("input", { class: "input", id: field.id, type: "text", dir: "auto", autocomplete: "off", maxlength: "40", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" });
  for (const name of ["aria-describedby", "aria-invalid", "placeholder"]) {
    if (field.hasAttribute(name)) input.setAttribute(name, field.getAttribute(name));
  }
  const list = element("ul", { class: "combo__list", id, role: "listbox", hidden: "" });
  const combo = element("div", { class: "combo" }, input, list);
  field.type = "hidden";
  field.removeAttribute("id");
  box.classList.add("tagbox--on");
  box.append(combo);
  box.addEventListener("click", (event) => event.target === box && input.focus());

  function split(text) {
    const found = text.split(/[,،;\n]/).map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean);
    return [...new Map(found.map((tag) => [tag.toLowerCase(), tag])).values()];
  }

  function draw() {
    for (const old of box.querySelectorAll(":scope > .tag")) old.remove();
    tags.forEach((tag, i) => {
      const chip = element("span", { class: "tag" }, element("bdi", {}, tag));
      const cross = element("button", { type: "button", "aria-label": fill(box.dataset.textRemove, { tag }) || `× ${tag}` }, "×");
      cross.addEventListener("click", () => {
        tags.splice(i, 1);
        draw();
        input.focus();
      });
      chip.append(cross);
      combo.before(chip);
    });
    field.value = tags.join(", ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    input.disabled = tags.length >= most;
  }

  function add(text) {
    tags = split([...tags, text].join(",")).slice(0, most);
    input.value = "";
    close();
    draw();
  }

  function close() {
    turn += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  const ask = later(150, async () => {
    const text = input.value.trim();
    const mine = ++turn;
    if (!box.dataset.suggestUrl || !text) return close();
    const url = new URL(box.dataset.suggestUrl, location.href);
    url.searchParams.set("q", text);
    try {
      const { data } = await (await send(url)).json();
      if (mine !== turn) return;
      list.replaceChildren(
        ...data.map((entry, i) => {
          const row = element("li", { class: "combo__item", role: "option", id: `${id}-${i}`, "aria-selected": "false" }, element("bdi", {}, entry.text));
          row.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            add(entry.text);
          });
          return row;
        }),
      );
      list.hidden = data.length === 0;
      input.setAttribute("aria-expanded", String(data.length > 0));
    } catch {
      close();
    }
  });

  function mark(to) {
    const all = [...list.children];
    all[at]?.setAttribute("aria-selected", "false");
    at = (to + all.length) % all.length;
    all[at].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", all[at].id);
  }

  input.addEventListener("input", () => {
    if (/[,،;]/.test(input.value)) add(input.value);
    else ask();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (input.value.trim() || at >= 0)) {
      event.preventDefault();
      add(at >= 0 ? list.children[at].firstChild.textContent : input.value);
    } else if (event.key === "Backspace" && !input.value && tags.length > 0) {
      tags.pop();
      draw();
    } else if (!list.hidden && event.key === "ArrowDown") {
      event.preventDefault();
      mark(at + 1);
    } else if (!list.hidden && event.key === "ArrowUp") {
      event.preventDefault();
      mark(at - 1);
    } else if (!list.hidden && event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("blur", () => {
    if (input.value.trim()) add(input.value);
    close();
  });
  draw();
}

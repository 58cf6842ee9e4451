// Suggestions under a text box: a combobox with aria-activedescendant.
// <div data-suggest data-suggest-url="/search/suggestions"><input …><ul role="listbox" hidden></ul></div>
// The server answers {data: [{text, url?, kind?}]}. With a url the choice goes there, without one
// it fills the box and sends the form (or fires "choose" when data-suggest-stay is set).

import { element, later, send } from "./send.js";

export function start(box) {
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  if (!input || !list) return;
  let at = -1;
  let asked = 0;

  const items = () => [...list.children];

  function show(entries) {
    list.replaceChildren(...entries.map((entry, i) => item(entry, i)));
    at = -1;
    const any = entries.length > 0 && document.activeElement === input;
    list.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    input.removeAttribute("aria-activedescendant");
  }

  function item(entry, i) {
    const row = element("li", { class: "combo__item", role: "option", id: `${list.id}-${i}`, "aria-selected": "false" });
    row.append(element("bdi", {}, entry.text));
    if (entry.kind) row.append(element("span", { class: "combo__kind" }, entry.kind));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      choose(entry);
    });
    row.entry = entry;
    return row;
  }

  function choose(entry) {
    close();
    if (entry.url && !("suggestStay" in box.dataset)) return location.assign(entry.url);
    input.value = entry.text;
    box.dispatchEvent(new CustomEvent("choose", { detail: entry, bubbles: true }));
    if (!("suggestStay" in box.dataset)) input.form?.requestSubmit();
  }

  function close() {
    asked += 1;
    show([]);
  }

  function mark(to) {
    const all = items();
    if (all.length === 0) return;
    all[at]?.setAttribute("aria-selected", "false");
    at = (to + all.length + 1) % (all.length + 1);
    const row = all[at];
    if (!row) {
      at = -1;
      input.removeAttribute("aria-activedescendant");
      return;
    }
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  }

  const ask = later(120, async () => {
    const text = input.value.trim();
    const turn = ++asked;
    if (text.length < 2) return show([]);
    const url = new URL(box.dataset.suggestUrl, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await send(url);
      if (!answer.ok || turn !== asked) return;
      const { data } = await answer.json();
      if (turn === asked) show(data ?? []);
    } catch {
      show([]);
    }
  });

  input.addEventListener("input", ask);
  // What was typed while this module was on its way.
  if (input.value !== input.defaultValue) ask();
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at < 0 ? items().length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(items()[at].entry);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// The markdown editor round a text area: toolbar, preview, @mentions, pictures by paste and drop,
// and a copy of what is typed on this device until it is sent (data-draft="key" on the text area).

import { clock, element, fill, later, send } from "./send.js";

const KEYS = { b: "bold", i: "italic", k: "link" };

export function start(box, { toast }) {
  const area = box.querySelector("textarea");
  const preview = box.querySelector(".editor__preview");
  const saved = box.querySelector("[data-saved]");
  const words = box.dataset;

  /** Replaces a stretch of text in a way that the browser's undo knows. */
  function put(from, to, text, selectFrom, selectTo) {
    area.focus();
    area.setSelectionRange(from, to);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) area.setRangeText(text, from, to, "end");
    if (selectFrom !== undefined) area.setSelectionRange(selectFrom, selectTo);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function around(before, after = before) {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to);
    const wrapped = value.slice(from - before.length, from) === before && value.slice(to, to + after.length) === after;
    if (wrapped && chosen) {
      put(from - before.length, to + after.length, chosen, from - before.length, to - before.length);
      return;
    }
    const text = chosen || words.textPlaceholder;
    const begin = from + before.length;
    put(from, to, before + text + after, begin, begin + text.length);
  }

  function lines(mark) {
    const { selectionStart, selectionEnd, value } = area;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const end = value.indexOf("\n", selectionEnd);
    const to = end < 0 ? value.length : end;
    const all = value.slice(from, to).split("\n");
    const bare = /^(#{1,6} |> |- |\d+\. )/;
    const on = all.every((line, i) => line.startsWith(mark(i)));
    const text = all.map((line, i) => (on ? line.replace(bare, "") : mark(i) + line.replace(bare, ""))).join("\n");
    put(from, to, text, from + text.length, from + text.length);
  }

  const WORK = {
    bold: () => around("**"),
    italic: () => around("_"),
    heading: () => lines(() => "## "),
    quote: () => lines(() => "> "),
    list: () => lines(() => "- "),
    numbers: () => lines((i) => `${i + 1}. `),
    code: () => (area.value.slice(area.selectionStart, area.selectionEnd).includes("\n") ? around("```\n", "\n```") : around("`")),
    link: () => {
      const { selectionStart: from, selectionEnd: to, value } = area;
      const text = value.slice(from, to) || words.textPlaceholder;
      put(from, to, `[${text}](https://)`, from + text.length + 3, from + text.length + 11);
    },
    image: () => pick.click(),
    preview: togglePreview,
  };

  box.querySelector(".editor__bar")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) WORK[button.dataset.do]?.();
  });

  area.addEventListener("keydown", (event) => {
    if (event.isComposing || mentions.key(event)) return;
    const work = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && KEYS[event.key];
    if (work) {
      event.preventDefault();
      WORK[work]();
    } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      area.form?.requestSubmit();
    } else if (event.key === "Enter" && !event.shiftKey) {
      continueList(event);
    }
  });

  /** Enter in a list begins the next entry; in an empty entry it ends the list. */
  function continueList(event) {
    const { selectionStart: at, selectionEnd, value } = area;
    if (at !== selectionEnd) return;
    const from = value.lastIndexOf("\n", at - 1) + 1;
    const found = /^(\s*)([-*] (?:\[[ x]\] )?|(\d+)\. |> )(.*)$/.exec(value.slice(from, at));
    if (!found) return;
    event.preventDefault();
    if (!found[4]) return put(from, at, "");
    const mark = found[3] ? `${Number(found[3]) + 1}. ` : found[2].replace("[x]", "[ ]");
    put(at, at, `\n${found[1]}${mark}`);
  }

  // Preview: the server's own rendering, so that it equals the result.
  async function togglePreview() {
    const button = box.querySelector('[data-do="preview"]');
    const on = preview.hidden;
    button.setAttribute("aria-pressed", String(on));
    for (const other of box.querySelectorAll('[data-do]:not([data-do="preview"])')) other.disabled = on;
    preview.hidden = !on;
    area.hidden = on;
    if (!on) return area.focus();
    if (!area.value.trim()) {
      preview.textContent = words.textEmpty;
      return;
    }
    preview.textContent = "…";
    try {
      const body = new URLSearchParams({ content: area.value });
      const answer = await send(words.previewUrl, { method: "POST", body, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      // The server has cleaned this; it is what everybody will see.
      preview.innerHTML = await answer.text();
    } catch {
      preview.textContent = words.textError;
    }
  }

  // Pictures.
  const pick = element("input", { type: "file", accept: "image/png,image/jpeg,image/webp,image/gif", multiple: "", hidden: "" });
  pick.addEventListener("change", () => {
    upload([...pick.files]);
    pick.value = "";
  });
  box.append(pick);
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    upload(files);
  });
  const dragging = (event) => event.dataTransfer?.types.includes("Files");
  box.addEventListener("dragover", (event) => {
    if (!dragging(event)) return;
    event.preventDefault();
    box.setAttribute("data-drop", "");
  });
  box.addEventListener("dragleave", (event) => {
    if (!box.contains(event.relatedTarget)) box.removeAttribute("data-drop");
  });
  box.addEventListener("drop", (event) => {
    if (!dragging(event)) return;
    event.preventDefault();
    box.removeAttribute("data-drop");
    upload([...event.dataTransfer.files]);
  });

  async function upload(files) {
    for (const file of files) await uploadOne(file);
  }

  async function uploadOne(file) {
    const name = file.name.replace(/[[\]()\n]/g, " ").trim() || "image";
    const holder = `![${words.textUploading} ${name}]()`;
    put(area.selectionStart, area.selectionEnd, `${holder}\n`);
    const body = new FormData();
    body.set("file", file);
    let text = "";
    try {
      const answer = await send(words.uploadUrl, { method: "POST", body });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.detail);
      text = `![${name.replace(/\.\w+$/, "")}](${said.data.url})`;
    } catch (error) {
      toast(error.message || words.textFailed);
    }
    const at = area.value.indexOf(holder);
    if (at >= 0) put(at, at + holder.length, text);
  }

  // What was typed stays on this device until it is sent.
  const key = area.dataset.draft && `draft:${area.dataset.draft}`;
  if (key) {
    const kept = read(key);
    if (kept && !area.value.trim()) area.value = kept;
    area.addEventListener(
      "input",
      later(600, () => {
        write(key, area.value);
        if (saved) saved.textContent = fill(words.textSaved, { time: clock() });
      }),
    );
    area.form?.addEventListener("submit", () => write(key, ""));
  }

  const mentions = mentionList(box, area, put);
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value.trim()) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Without storage there is no draft on the device; nothing else depends on it.
  }
}

/** The list of people under the text area while one types "@na…". */
function mentionList(box, area, put) {
  const id = `${area.id}-people`;
  const list = element("ul", { class: "combo__list", id, role: "listbox", hidden: "" });
  area.parentElement.append(list);
  area.setAttribute("aria-controls", id);
  let at = 0;
  let from = -1;
  let turn = 0;

  const close = () => {
    turn += 1;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };

  function mark(to) {
    const all = [...list.children];
    all[at]?.setAttribute("aria-selected", "false");
    at = (to + all.length) % all.length;
    all[at]?.setAttribute("aria-selected", "true");
    all[at]?.scrollIntoView({ block: "nearest" });
    if (all[at]) area.setAttribute("aria-activedescendant", all[at].id);
  }

  function choose(person) {
    put(from, area.selectionStart, `@${person.handle ?? person.text} `);
    close();
  }

  const ask = later(120, async () => {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|[\s(])@([\p{L}\p{N}._-]{1,40})$/u.exec(before);
    if (!found) return close();
    from = before.length - found[1].length - 1;
    const mine = ++turn;
    const url = new URL(box.dataset.mentionUrl, location.href);
    url.searchParams.set("q", found[1]);
    try {
      const answer = await send(url);
      if (!answer.ok || mine !== turn) return close();
      const { data } = await answer.json();
      if (mine !== turn) return;
      list.replaceChildren(
        ...data.map((person, i) => {
          const row = element("li", { class: "combo__item", role: "option", id: `${id}-${i}`, "aria-selected": "false" }, element("bdi", {}, person.text));
          if (person.kind ?? person.handle) row.append(element("span", { class: "combo__kind" }, person.kind ?? `@${person.handle}`));
          row.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            choose(person);
          });
          row.person = person;
          return row;
        }),
      );
      list.hidden = data.length === 0;
      if (data.length > 0) mark(0);
    } catch {
      close();
    }
  });
  area.addEventListener("input", ask);
  area.addEventListener("blur", close);

  return {
    key(event) {
      if (list.hidden) return false;
      if (event.key === "ArrowDown") mark(at + 1);
      else if (event.key === "ArrowUp") mark(at - 1);
      else if (event.key === "Enter" || event.key === "Tab") choose(list.children[at].person);
      else if (event.key === "Escape") close();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

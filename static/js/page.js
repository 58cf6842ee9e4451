// What works on every page, in one file because every page asks for it: menus, keyboard, dialogs,
// forms, toasts. It needs nothing else at load; requests fetch send.js when the first one is made.

// ── Toasts: toast("Deleted", { label: "Undo", undo: () => … }) ──────────────────────────────────

/** A short word at the foot of the page; stays while the pointer or the focus is on it. */
export function toast(text, { undo, label, seconds = 8 } = {}) {
  const made = document.createElement("div");
  made.className = "toast";
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = text;
  made.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small";
    button.textContent = label ?? "↶";
    button.addEventListener("click", () => {
      made.remove();
      undo();
    });
    made.append(button);
  }
  document.getElementById("toasts")?.append(made);
  let timer;
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(() => made.remove(), seconds * 1000);
  };
  made.addEventListener("pointerenter", () => clearTimeout(timer));
  made.addEventListener("focusin", () => clearTimeout(timer));
  made.addEventListener("pointerleave", leave);
  leave();
}

// The server says one in an htmx answer by `HX-Trigger: {"toast": {"text": "…"}}`.
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value ?? ""));

// ── Menus are <details data-menu>: closed by Escape, a click elsewhere and a second menu ─────────

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function closeMenus(target) {
  for (const menu of openMenus()) {
    if (!menu.contains(target)) menu.open = false;
  }
}

document.addEventListener("focusin", (event) => closeMenus(event.target));

// A list that would leave the window hangs from the other edge, or above.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open) return;
    menu.classList.remove("menu--start", "menu--up");
    const box = menu.querySelector(".menu__list").getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth) menu.classList.add("menu--start");
    if (box.bottom > innerHeight && menu.getBoundingClientRect().top > box.height) menu.classList.add("menu--up");
  },
  true,
);

/** Arrow keys walk the entries of a menu. */
function walkMenu(event, menu) {
  const list = [...menu.querySelectorAll(".menu__item:not(:disabled)")];
  const at = list.indexOf(document.activeElement);
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? list.length - 1 : at - 1,
    Home: 0,
    End: list.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  menu.open = true;
  list[(to + list.length) % list.length]?.focus();
}

// ── Strips that are wider than the window show the part where one is ────────────────────────────

for (const here of document.querySelectorAll(".sidenav [aria-current], .tabs [aria-current]")) {
  const strip = here.closest(".sidenav, .tabs");
  if (strip.scrollWidth > strip.clientWidth) {
    here.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

// ── Keyboard: / search · n new · ? help · j k o on lists; silent while one types ─────────────────

let here = -1;

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
const linkOf = (row) => row?.querySelector("[data-row-link], .row__title a, .card__title a, .hit__title a, a");

function move(step) {
  const list = rows();
  if (list.length === 0) return;
  list[here]?.removeAttribute("data-here");
  here = Math.min(list.length - 1, Math.max(0, here + step));
  list[here].setAttribute("data-here", "");
  list[here].scrollIntoView({ block: "nearest" });
  linkOf(list[here])?.focus({ preventScroll: true });
}

const KEYS = {
  "/": () => {
    const box = [...document.querySelectorAll('[data-key="/"]')].find((b) => b.offsetParent);
    if (!box) return location.assign("/search");
    box.focus();
    box.select();
  },
  n: () => {
    const target = document.querySelector('[data-key="n"]');
    target?.click();
    target?.closest("details")?.querySelector(".menu__item")?.focus();
  },
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => linkOf(rows()[here])?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") event.target.closest?.("form[data-send]")?.requestSubmit();
    return;
  }
  const menu = event.target.closest?.("details[data-menu]");
  if (menu) walkMenu(event, menu);
  const typing = event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.altKey || event.defaultPrevented || typing || document.querySelector("dialog[open]")) return;
  if (!Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

// ── Clicks: dialogs by data-dialog="id", passwords, back, copy ───────────────────────────────────

document.addEventListener("click", (event) => {
  const target = event.target;
  closeMenus(target);
  const opener = target.closest?.("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
  }
  if (target.tagName === "DIALOG" && target.open) {
    const box = target.getBoundingClientRect();
    const across = event.clientX >= box.left && event.clientX <= box.right;
    const along = event.clientY >= box.top && event.clientY <= box.bottom;
    if (!across || !along) target.close();
  }
  const reveal = target.closest?.("[data-reveal]");
  if (reveal) {
    const input = reveal.parentElement.querySelector("input");
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
  }
  if (target.closest?.("[data-back]")) history.back();
  const copy = target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
});

// ── Forms: sent once, filters on change, likes and theme without a reload ────────────────────────

// The summary of a refused form: each error with the name of its field, and the focus on it.
const summary = document.querySelector("[data-focus]");
for (const link of summary?.querySelectorAll('a[href^="#"]') ?? []) {
  const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`)?.firstChild?.textContent.trim();
  if (label) link.prepend(`${label}: `);
}
summary?.focus();

document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-auto]")?.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.matches("[data-toggle]")) return toggle(event, form);
  if (form.matches("[data-theme-form]")) return theme(event, form);
  if (form.method !== "post" || form.matches("[hx-post]")) return;
  // After this turn: a disabled button would not be sent with its value.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.disabled = true;
      if (button === event.submitter && button.matches(".btn")) button.setAttribute("aria-busy", "true");
    }
  });
});

// A page that comes back from the browser's own cache has to be usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("form button:disabled")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});

async function post(form, extra = []) {
  const { send } = await import("./send.js");
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of extra) body.set(name, value);
  return send(form.action, { method: "POST", body });
}

/**
 * Like, follow, bookmark: shown at once; the answer's first yes-or-no and first number correct it.
 * An answer that is a page (the form's own way back) means that it is done: the page is read again.
 */
async function toggle(event, form) {
  event.preventDefault();
  const button = form.querySelector("button");
  const count = form.querySelector("[data-count]");
  const before = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!before));
  try {
    const answer = await post(form);
    if (!answer.ok) throw new Error(answer.statusText);
    if (!answer.headers.get("content-type")?.includes("json")) return location.reload();
    const values = Object.values((await answer.json()).data ?? {});
    const state = values.find((value) => typeof value === "boolean");
    const number = values.find((value) => typeof value === "number");
    button.setAttribute("aria-pressed", String(state ?? !before));
    if (count && number !== undefined) count.textContent = number > 0 ? String(number) : "";
  } catch {
    // The plain form says what was wrong, in words.
    button.setAttribute("aria-pressed", String(before));
    form.removeAttribute("data-toggle");
    form.submit();
  }
}

function theme(event, form) {
  const button = event.submitter;
  if (!button?.value) return;
  event.preventDefault();
  document.documentElement.dataset.theme = button.value;
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    if (other.value === button.value) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  post(form, [[button.name, button.value]]);
}

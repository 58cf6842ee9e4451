// Keyboard: / search · n new · ? help · j k o on lists. Silent while one types or a dialog is open.

let here = -1;

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
}

function move(step) {
  const list = rows();
  if (list.length === 0) return;
  list[here]?.removeAttribute("data-here");
  here = Math.min(list.length - 1, Math.max(0, here + step));
  const row = list[here];
  row.setAttribute("data-here", "");
  row.scrollIntoView({ block: "nearest" });
  link(row)?.focus({ preventScroll: true });
}

function link(row) {
  return row?.querySelector("[data-row-link], .row__title a, .card__title a, .hit__title a, a");
}

const ACTIONS = {
  "/": () => {
    const boxes = [...document.querySelectorAll('[data-key="/"]')];
    const box = boxes.find((b) => b.offsetParent !== null);
    if (box) {
      box.focus();
      box.select();
    } else {
      location.assign("/search");
    }
  },
  n: () => {
    const target = document.querySelector('[data-key="n"]');
    if (!target) return;
    target.click();
    target.closest("details")?.querySelector(".menu__item")?.focus();
  },
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => link(rows()[here])?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "Enter") event.target.closest?.("form[data-send]")?.requestSubmit();
    return;
  }
  if (event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const action = ACTIONS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

// Menus are <details>; this closes them on Escape, outside clicks and a second menu, and lets the
// arrow keys walk their entries.

const open = () => [...document.querySelectorAll("details[data-menu][open]")];

function entries(menu) {
  return [...menu.querySelectorAll(".menu__item")].filter((e) => !e.disabled);
}

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (event.key === "Escape") {
    for (const one of open()) {
      one.open = false;
      one.querySelector("summary").focus();
    }
    return;
  }
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  menu.open = true;
  const list = entries(menu);
  const at = list.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? list.length - 1 : at - 1, Home: 0, End: list.length - 1 }[event.key];
  list[(to + list.length) % list.length]?.focus();
});

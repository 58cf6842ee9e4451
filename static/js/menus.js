// Menus are <details>; this closes them on Escape, outside clicks and a second menu, and lets the
// arrow keys walk their entries.

const open = () => [...document.querySelectorAll("details[data-menu][open]")];

function entries(menu) {
  return [...menu.querySelectorAll(".menu__item")].filter((e) => !e.disabled);
}

// A list that would leave the window hangs from the other edge, or above.
document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!menu.matches?.("details[data-menu]") || !menu.open) return;
    const list = menu.querySelector(".menu__list");
    menu.classList.remove("menu--start", "menu--up");
    const box = list.getBoundingClientRect();
    if (box.left < 0 || box.right > innerWidth) menu.classList.add("menu--start");
    if (box.bottom > innerHeight && menu.getBoundingClientRect().top > box.height) menu.classList.add("menu--up");
  },
  true,
);

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

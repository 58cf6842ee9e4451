// What every page gets from script. Everything here improves something that already works without
// it. The heavier modules are fetched only by pages that hold the part they serve.

import { toast } from "./page.js";

const root = document.documentElement;
reveal(document);

/** Shows the controls that only script can serve. */
function reveal(scope) {
  for (const element of scope.querySelectorAll("[data-needs-script]")) {
    element.hidden = false;
  }
}

const PARTS = [
  ["[data-editor]", "./editor.js"],
  ["[data-tags]", "./tags.js"],
  ["[data-live-url]", "./live.js"],
  ["[data-bell]", "./bell.js"],
  ["[data-autosave-url]", "./autosave.js"],
  ["[data-similar-url]", "./similar.js"],
  ["table[data-select]", "./select.js"],
  [".drop", "./drop.js"],
  ["a[data-person]", "./person.js"],
];
const HTMX = "[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete],[data-hx-get],[data-hx-post]";
const loaded = new Map();

/** Starts what a piece of the page needs: at load, and for every fragment that arrives later. */
export async function dress(scope) {
  reveal(scope);
  // What scrolls must be reachable by keyboard.
  for (const wide of scope.querySelectorAll("pre, .prose table")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
  for (const [selector, module] of PARTS) {
    const found = [...scope.querySelectorAll(selector)];
    if (scope.matches?.(selector)) found.unshift(scope);
    if (found.length === 0) continue;
    if (!loaded.has(module)) loaded.set(module, import(module));
    const { start } = await loaded.get(module);
    for (const element of found) {
      const mark = `on${module.replace(/\W/g, "")}`;
      if (element.dataset[mark]) continue;
      element.dataset[mark] = "1";
      start(element, { dress, toast });
    }
  }
  if (scope.querySelector(HTMX) || scope.matches?.(HTMX)) {
    if (!loaded.has("htmx")) loaded.set("htmx", loadHtmx());
    await loaded.get("htmx");
  }
}

/** It begins its work at DOMContentLoaded or, once the page is complete, at once: in between it never would. */
async function loadHtmx() {
  if (document.readyState !== "complete") {
    await new Promise((done) => addEventListener("load", done, { once: true }));
  }
  const script = document.createElement("script");
  script.src = new URL("../vendor/htmx.min.js", import.meta.url);
  document.head.append(script);
  return new Promise((done) => script.addEventListener("load", done));
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf();
});
document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
document.addEventListener("dress", (event) => dress(event.target));

export function csrf() {
  return document.querySelector('meta[name="csrf"]')?.content ?? "";
}

// Suggestions are needed only by whoever goes to the box.
document.addEventListener("focusin", async (event) => {
  const box = event.target.closest?.("[data-suggest]");
  if (!box || box.dataset.suggestOn) return;
  box.dataset.suggestOn = "1";
  const { start } = await import("./suggest.js");
  start(box);
});

// Said when every part of the page has begun its work.
dress(document.body).then(() => {
  root.dataset.script = "on";
});

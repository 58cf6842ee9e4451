// Small helps of forms: no double sending, password in plain view, focus on the error summary,
// like buttons that do not reload the page, filters that apply on change, theme without a reload.

import { send } from "./send.js";

document.querySelector("[data-focus]")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.matches("[data-toggle]")) return toggle(event, form);
  if (form.matches("[data-theme-form]")) return theme(event, form);
  if (form.matches("[data-confirm]") && !confirm(form.dataset.confirm)) return event.preventDefault();
  if (form.method === "post" && !form.matches("[hx-post]")) {
    // After this turn: a disabled button would not be sent with its value.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        button.disabled = true;
        if (button === event.submitter && button.classList.contains("btn")) button.setAttribute("aria-busy", "true");
      }
    });
  }
});

// A page that comes back from the browser's own cache has to be usable again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
  }
  for (const button of document.querySelectorAll("form button:disabled")) button.disabled = false;
});

/** Like, follow, bookmark: the answer is {…, pressed/liked/saved: bool, count}; anything else reloads. */
async function toggle(event, form) {
  event.preventDefault();
  const button = form.querySelector("button");
  const count = form.querySelector("[data-count]");
  const before = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!before));
  try {
    const answer = await send(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(answer.statusText);
    const { data } = await answer.json();
    const state = Object.values(data).find((value) => typeof value === "boolean");
    const number = Object.values(data).find((value) => typeof value === "number");
    button.setAttribute("aria-pressed", String(state ?? !before));
    if (count && number !== undefined) count.textContent = number > 0 ? String(number) : "";
  } catch {
    button.setAttribute("aria-pressed", String(before));
    form.removeAttribute("data-toggle");
    form.submit();
  }
}

function theme(event, form) {
  const value = event.submitter?.value;
  if (!value) return;
  event.preventDefault();
  document.documentElement.dataset.theme = value;
  for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-current");
  event.submitter.setAttribute("aria-current", "true");
  const body = new URLSearchParams(new FormData(form));
  body.set(event.submitter.name, value);
  send(form.action, { method: "POST", body, redirect: "manual" });
}

document.addEventListener("click", (event) => {
  const reveal = event.target.closest?.("[data-reveal]");
  if (reveal) {
    const input = reveal.parentElement.querySelector("input");
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    reveal.setAttribute("aria-pressed", String(!shown));
  }
  if (event.target.closest?.("[data-back]")) history.back();
  const copy = event.target.closest?.("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
});

document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-auto]")?.requestSubmit();
});

// A form that saves itself while one writes: <form data-autosave-url="/use-cases/1/draft" data-text-saved="Saved %time%"
// data-text-saving="Saving…" data-text-unsaved="Not saved. …"> with a <span data-saved role="status"> in or near it.
// The server answers 2xx, with JSON {data:{url?}} when the draft got an address of its own.

import { clock, fill, later, send } from "./send.js";

export function start(form) {
  const place = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
  const words = form.dataset;
  let last = snapshot();
  let running = false;

  function snapshot() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  function say(text) {
    if (place) place.textContent = text ?? "";
  }

  async function save() {
    const now = snapshot();
    if (running || now === last) return;
    running = true;
    say(words.textSaving);
    try {
      const answer = await send(words.autosaveUrl, { method: "POST", body: new URLSearchParams(now) });
      if (!answer.ok) throw new Error(answer.statusText);
      last = now;
      const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (said.data?.autosave_url) words.autosaveUrl = said.data.autosave_url;
      if (said.data?.url && said.data.url !== location.pathname) history.replaceState(null, "", said.data.url);
      say(fill(words.textSaved, { time: clock() }));
    } catch {
      say(words.textUnsaved);
    }
    running = false;
    if (snapshot() !== last) soon();
  }

  const soon = later(900, save);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => {
    last = snapshot();
  });
  addEventListener("beforeunload", (event) => {
    if (snapshot() !== last && !running) {
      save();
      event.preventDefault();
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
}

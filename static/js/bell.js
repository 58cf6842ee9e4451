// The bell: <a data-bell="/notifications/live" data-bell-fragment="/notifications/bell">. It hears that the
// number changed and fetches itself anew. Only the page that is looked at listens: a browser opens few
// connections to one server, and every page would take one.

import { send } from "./send.js";

export function start(bell) {
  let source = null;
  let missed = false;

  async function renew() {
    const answer = await send(bell.dataset.bellFragment, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const made = holder.content.firstElementChild;
    if (made) bell.replaceChildren(...made.childNodes);
  }

  function listen() {
    if (document.hidden || source) return;
    source = new EventSource(bell.dataset.bell);
    source.addEventListener("open", () => {
      if (missed) renew();
      missed = true;
    });
    source.addEventListener("badge", renew);
    source.addEventListener("reload", renew);
  }

  function rest() {
    source?.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}

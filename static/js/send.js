// Requests to our own server: with the forgery token, as script, never to another host.

/** Like fetch, with the token of this page. */
export function send(url, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("X-CSRF-Token", document.querySelector('meta[name="csrf"]')?.content ?? "");
  headers.set("X-Requested-With", "fetch");
  if (!headers.has("Accept")) headers.set("Accept", "application/json");
  return fetch(url, { credentials: "same-origin", ...options, headers });
}

/** Runs `work` when nothing called it for `pause_ms`. */
export function later(pause_ms, work) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), pause_ms);
  };
}

/** An element with attributes and text or children; text is never read as markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A text with holes: "Saved %time%". */
export function fill(text, values) {
  return (text ?? "").replace(/%(\w+)%/g, (_, key) => values[key] ?? "");
}

/** The time of day as the reader writes it. */
export function clock(date = new Date()) {
  const language = document.documentElement.lang;
  const format = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { hour: "2-digit", minute: "2-digit", hour12: false });
  return format.format(date);
}

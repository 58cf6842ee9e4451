// A small card about a person under the pointer: <a href="/people/1" data-person="1">; the card is
// the fragment at /people/1/card. Only with a mouse; on touch and by keyboard the link leads there.

import { send } from "./send.js";

const cards = new Map();

export function start(link) {
  if (!matchMedia("(hover: hover)").matches) return;
  let timer;
  let card;
  const hide = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      card?.remove();
      card = undefined;
    }, 180);
  };
  const show = async () => {
    const url = `${link.pathname}/card`;
    if (!cards.has(url)) cards.set(url, load(url));
    const html = await cards.get(url);
    if (!html || !link.matches(":hover") || card) return;
    card = document.createElement("div");
    card.className = "hovercard";
    card.innerHTML = html;
    document.body.append(card);
    const place = link.getBoundingClientRect();
    const rtl = document.documentElement.dir === "rtl";
    const start = rtl ? place.right - card.offsetWidth : place.left;
    card.style.left = `${Math.max(8, Math.min(innerWidth - card.offsetWidth - 8, start)) + scrollX}px`;
    card.style.top = `${place.bottom + scrollY + 6}px`;
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", hide);
  };
  link.addEventListener("pointerenter", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 350);
  });
  link.addEventListener("pointerleave", hide);
}

async function load(url) {
  try {
    const answer = await send(url, { headers: { Accept: "text/html", "HX-Request": "true" } });
    return answer.ok ? answer.text() : "";
  } catch {
    return "";
  }
}

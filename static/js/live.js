// New things of a page that is open. On the list that grows:
// <ol data-live-url="/forum/topics/1/live" data-live-text="%n% new replies" data-live-fragment="/forum/topics/1/posts">
// The server sends events whose data is JSON:
//   post  {id, html_url, after?}   a new entry: html_url answers the fragment, `after` the id it follows
//   change {id, html_url}          an entry that changed (an edit, a best answer)
//   gone  {id}                     an entry that went
//   top   {id, html_url, list}     a line that moves to the top of [data-live-list="list"]
//   count {target, text}           a number: [data-live-count="target"]
//   reload {}                      we fell behind
// When the reader stands at the end of the list, entries come in at once; else a bar offers them.

import { element, fill, send } from "./send.js";

export function start(list, { dress }) {
  const waiting = [];
  const bar = element("div", { class: "newbar", role: "status" });
  const button = element("button", { class: "btn btn--primary btn--small", type: "button" });
  bar.append(button);
  bar.hidden = true;
  list.after(bar);
  button.addEventListener("click", async () => {
    const first = waiting[0];
    await flush();
    document.getElementById(first?.id)?.scrollIntoView({ block: "start" });
  });

  const atEnd = () => list.getBoundingClientRect().bottom < innerHeight + 120 && !document.hidden;

  function offer() {
    bar.hidden = waiting.length === 0;
    const forms = list.dataset;
    const text = waiting.length === 1 && forms.liveTextOne ? forms.liveTextOne : forms.liveText;
    button.textContent = fill(text, { n: waiting.length });
  }

  async function fragment(url) {
    const answer = await send(url, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!answer.ok) return null;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content.firstElementChild;
  }

  async function insert(news) {
    if (document.getElementById(news.id)) return;
    const made = await fragment(news.html_url);
    if (!made) return;
    made.classList.add("post--new");
    const parent = news.after && document.getElementById(news.after);
    if (parent) {
      let thread = parent.querySelector(":scope > .thread");
      if (!thread) {
        thread = element("ol", { class: "thread", role: "list" });
        parent.append(thread);
      }
      thread.append(made);
    } else {
      list.append(made);
    }
    dress(made);
    if ("liveFollow" in list.dataset) scrollTo(0, document.documentElement.scrollHeight);
  }

  async function flush() {
    const news = waiting.splice(0);
    offer();
    for (const one of news) await insert(one);
  }

  const source = new EventSource(list.dataset.liveUrl);
  const on = (name, work) => source.addEventListener(name, (event) => work(event.data ? JSON.parse(event.data) : {}));
  source.addEventListener("open", () => {
    list.dataset.live = "on";
  });
  on("post", async (news) => {
    if (document.getElementById(news.id)) return;
    waiting.push(news);
    if (atEnd()) await flush();
    else offer();
  });
  on("change", async (news) => {
    const old = document.getElementById(news.id);
    if (!old || old.contains(document.activeElement)) return;
    const made = await fragment(news.html_url);
    if (!made) return;
    const replies = old.querySelector(":scope > .thread");
    if (replies && !made.querySelector(":scope > .thread")) made.append(replies);
    old.replaceWith(made);
    dress(made);
  });
  on("top", async (news) => {
    const place = document.querySelector(`[data-live-list="${CSS.escape(news.list)}"]`);
    const old = document.getElementById(news.id);
    if (!place || old?.contains(document.activeElement)) return;
    const made = await fragment(news.html_url);
    if (!made) return;
    if (old?.querySelector("[aria-current]")) made.querySelector("a")?.setAttribute("aria-current", "page");
    old?.remove();
    place.prepend(made);
    dress(made);
  });
  on("gone", ({ id }) => document.getElementById(id)?.remove());
  on("count", ({ target, text }) => {
    for (const place of document.querySelectorAll(`[data-live-count="${CSS.escape(target)}"]`)) place.textContent = text;
  });
  on("reload", () => {
    if (!document.activeElement?.matches("textarea, input")) location.reload();
  });
  addEventListener("pagehide", () => source.close());
}

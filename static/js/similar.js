// "Already answered?" while a title is typed: <input data-similar-url="/forum/similar" data-similar-into="similar">
// and <section class="similar" id="similar"><h2>…</h2><ul></ul></section>. JSON {data:[{text,url,kind?}]}.

import { element, later, send } from "./send.js";

export function start(input) {
  const list = document.getElementById(input.dataset.similarInto)?.querySelector("ul");
  if (!list) return;
  let turn = 0;
  const ask = later(350, async () => {
    const text = input.value.trim();
    const mine = ++turn;
    if (text.length < 8) return list.replaceChildren();
    const url = new URL(input.dataset.similarUrl, location.href);
    url.searchParams.set("q", text);
    try {
      const answer = await send(url);
      if (!answer.ok || mine !== turn) return;
      const { data } = await answer.json();
      list.replaceChildren(
        ...data.slice(0, 5).map((topic) => {
          const row = element("li", {}, element("a", { href: topic.url, dir: "auto", target: "_blank", rel: "noopener" }, topic.text));
          if (topic.kind) row.append(element("div", { class: "tiny muted" }, topic.kind));
          return row;
        }),
      );
    } catch {
      list.replaceChildren();
    }
  });
  input.addEventListener("input", ask);
  if (input.value) ask();
}

// data-sekin-guide on a link to a guidance page: shows it under the link, so that nobody leaves what they type.

import { make } from "./make.js";

function panel(link, content) {
  const box = make("div", { className: "note guide" });
  const foot = make("p", {});
  foot.append(make("a", { href: link.href, target: "_blank", rel: "noopener", textContent: "Buka di tab baru" }));
  box.append(content, foot);
  return box;
}

async function article(url) {
  try {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = response.ok && page.querySelector("article.prose");
    for (const one of found?.querySelectorAll("[id]") ?? []) one.removeAttribute("id");
    if (found) return document.adoptNode(found);
  } catch {
    // No connection: say so below.
  }
  return "Panduan tidak dapat dibuka sekarang.";
}

export function bindGuides(root) {
  for (const link of root.querySelectorAll("a[data-sekin-guide]")) {
    let shown = null;
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (shown) shown.hidden = !shown.hidden;
      else link.after((shown = panel(link, await article(link.href))));
      link.setAttribute("aria-expanded", String(!shown.hidden));
    });
  }
}

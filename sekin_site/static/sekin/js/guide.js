// data-sekin-guide on a link to a guidance page: shows the page under the link, so that nobody leaves what they type.

function panel(link, content) {
  const box = Object.assign(document.createElement("div"), { className: "note guide" });
  box.append(content);
  const open = Object.assign(document.createElement("a"), { href: link.href, target: "_blank", rel: "noopener" });
  open.textContent = "Buka di tab baru";
  const foot = document.createElement("p");
  foot.append(open);
  box.append(foot);
  return box;
}

async function article(url) {
  try {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = response.ok && page.querySelector("article.prose");
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

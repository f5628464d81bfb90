// data-sekin-menu on a <details>: closes on Escape, on a click elsewhere and when focus leaves it.

export function bindMenus(root) {
  for (const menu of root.querySelectorAll("details[data-sekin-menu]")) {
    const close = () => menu.removeAttribute("open");
    document.addEventListener("click", (event) => menu.contains(event.target) || close());
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    });
  }
}

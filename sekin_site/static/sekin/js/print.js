// data-sekin-print on a hidden button: shown here, where JavaScript runs.

export function bindPrint(root) {
  for (const button of root.querySelectorAll("[data-sekin-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

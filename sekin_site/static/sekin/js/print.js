// data-sekin-print on a hidden button: shown here, where JavaScript runs.
// data-sekin-print-open on a details: open on paper, and folded again afterwards.

export function bindPrint(root) {
  for (const button of root.querySelectorAll("[data-sekin-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...root.querySelectorAll("[data-sekin-print-open]:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

// data-sekin-quadrant on the table of predikat, with the names of both ratings: its cell follows what is chosen.

export function bindQuadrant(root) {
  for (const table of root.querySelectorAll("[data-sekin-quadrant]")) {
    const form = table.closest("form");
    const mark = () => {
      const key = table.dataset.sekinQuadrant.split(" ").map((name) => form.elements[name]?.value).join(" ");
      for (const cell of table.querySelectorAll("[data-key]")) {
        cell.classList.toggle("is-current", cell.dataset.key === key);
        if (cell.dataset.key === key) table.parentElement.nextElementSibling.textContent = `Predikat: ${cell.textContent}`;
      }
    };
    for (const name of ["change", "sekin:restored"]) form.addEventListener(name, mark);
  }
}

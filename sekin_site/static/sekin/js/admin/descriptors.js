// What each level of the chosen scale means at one item: one press makes a row for every level that has none yet.
import { input, parts, scaleOf, valueOf } from "./parts.js";

export function bindDescriptors(library) {
  const enhance = () => {
    for (const list of document.querySelectorAll("[data-sekin-descriptors]:not([data-sekin-bound])")) {
      list.dataset.sekinBound = "";
      list.before(offer(list, library));
    }
  };
  new MutationObserver(enhance).observe(document.body, { childList: true, subtree: true });
  enhance();
}

function offer(list, library) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Tulis arti tiap tingkat" });
  button.className = "button button-small button-secondary";
  const said = document.createElement("output");
  button.addEventListener("click", () => {
    const levels = levelsAt(list, library());
    said.textContent = levels.length ? "" : "Pilih skalanya dulu.";
    const written = new Set(rows(list).map((row) => valueOf(`${row}-level`)));
    for (const [level, , descriptor] of levels.filter(([key]) => !written.has(key))) addRow(list, level, descriptor);
    rows(list).map((row) => input(`${row}-text`)).find((text) => !text.value)?.focus();
  });
  const place = document.createElement("p");
  place.append(button, " ", said);
  return place;
}

function addRow(list, level, descriptor) {
  [...list.querySelectorAll("[data-streamfield-list-add]")].pop().click();
  const row = rows(list).pop();
  input(`${row}-level`).value = level;
  input(`${row}-level`).dispatchEvent(new Event("change", { bubbles: true }));
  input(`${row}-text`).placeholder = descriptor ? `Pada skala: ${descriptor}` : "";
}

// The prefixes of the rows that are still there, as they stand on the page.
function rows(list) {
  return [...list.querySelectorAll('[name$="-value-level"]')]
    .map((level) => level.name.replace(/-level$/, ""))
    .filter((prefix) => input(`${prefix.replace(/-value$/, "")}-deleted`)?.value !== "1");
}

function levelsAt(list, known) {
  const count = list.querySelector("[data-streamfield-list-count]").name;
  const part = parts(known).find((one) => count === `${one.prefix}-descriptors-count`);
  return (part && scaleOf(part, known)?.levels) ?? [];
}

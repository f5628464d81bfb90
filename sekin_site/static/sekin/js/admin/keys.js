// Keys: proposed from the name as soon as it is typed, fixed once the form was published.
import { input, parts, propose } from "./parts.js";

export function bindKeys(library) {
  document.addEventListener("focusout", (event) => {
    if (/-(label|indicator)$/.test(event.target.name ?? "")) proposeKeys(library());
  });
  new MutationObserver(() => fixPublished(library())).observe(document.body, { childList: true, subtree: true });
  fixPublished(library());
}

function proposeKeys(known) {
  const all = parts(known);
  const taken = all.map((part) => part.key).filter(Boolean);
  for (const part of all.filter((part) => !part.key && (part.label || part.indicator))) {
    part.input.value = propose(input(`${part.prefix}-label`)?.value.trim() || part.indicator?.code || part.label, taken);
    taken.push(part.input.value);
  }
}

function fixPublished(known) {
  for (const key of document.querySelectorAll("[data-sekin-key]:not([data-sekin-known])")) {
    key.dataset.sekinKnown = "";
    const id = input(`${key.name.replace(/-value-key$/, "")}-id`)?.value;
    if (id && known.published[id] === key.value) {
      key.readOnly = true;
      key.title = "Sudah terbit, jadi tidak berubah lagi.";
    }
  }
}

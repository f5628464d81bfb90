// Weights with their sum, while they are typed: of the sections of an index, and of the items of a section.
import { input, parts } from "./parts.js";

// As ``read_number`` in Python: "1.250" is a thousand and more, "12,5" and "12.5" are not.
const GROUPED = /^-?[1-9]\d{0,2}(\.\d{3})+(?=,|$)/;
const number = (text) => Number(text.trim().replace(GROUPED, (whole) => whole.replaceAll(".", "")).replace(",", "."));
const shown = (value) => value.toLocaleString("id-ID", { maximumFractionDigits: 2 });

export function bindSums(library) {
  const update = () => {
    sumPercents();
    sumItems(library());
  };
  document.addEventListener("input", update);
  document.addEventListener("change", update);
  new MutationObserver(once(update)).observe(document.body, { childList: true, subtree: true });
  update();
}

// An index: each list of sections must make 100 per cent.
function sumPercents() {
  for (const count of document.querySelectorAll('[name$="-weights-count"]')) {
    const list = count.name.replace(/-count$/, "");
    const kept = [...document.querySelectorAll(`[name^="${list}-"][name$="-percent"]`)].filter(
      (one) => input(one.name.replace(/-value-percent$/, "-deleted"))?.value !== "1",
    );
    const total = kept.reduce((sum, one) => sum + (number(one.value) || 0), 0);
    const rest = 100 - total;
    const advice = Math.abs(rest) < 1e-9 ? "pas." : rest > 0 ? `kurang ${shown(rest)}%.` : `lebih ${shown(-rest)}%.`;
    write(count.parentElement, `Jumlah bobot ${shown(total)}%, ${advice}`, Math.abs(rest) >= 1e-9);
  }
}

// A section: what each scored item counts in it.
function sumItems(known) {
  const all = parts(known);
  for (const section of all.filter((part) => part.isSection)) {
    const scored = all
      .filter((part) => part.section === section.section && isScored(part.prefix))
      .map((part) => [part.label || part.key, weight(part.prefix)]);
    const total = scored.reduce((sum, [, value]) => sum + value, 0);
    const count = input(`${section.prefix}-fields-count`);
    if (!count) continue;
    const shares = scored.map(([label, value]) => `${label} ${shown(total ? (100 * value) / total : 0)}%`);
    const text = scored.length
      ? `${scored.length} butir dihitung, jumlah bobot ${shown(total)}: ${shares.join(" · ")}`
      : "Tidak ada butir yang dihitung dalam skor bagian ini.";
    write(count.parentElement, text, false);
  }
}

const isScored = (prefix) =>
  input(`${prefix}-scored`)?.checked || input(`${prefix}-scoring-scored`)?.checked || Boolean(input(`${prefix}-scoring-kind`)?.value);
const weight = (prefix) => number((input(`${prefix}-weight`) ?? input(`${prefix}-scoring-weight`))?.value ?? "") || 0;

function write(place, text, isWrong) {
  let output = place.querySelector(":scope > .sekin-sum");
  if (!output) {
    output = document.createElement("output");
    place.append(output);
  }
  const name = `sekin-sum${isWrong ? " sekin-sum--wrong" : ""}`;
  if (output.textContent !== text) output.textContent = text;
  if (output.className !== name) output.className = name;
}

// Our own writing changes the page too: at most one update per frame.
function once(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}

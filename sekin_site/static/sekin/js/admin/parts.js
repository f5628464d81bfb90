// What the form in the editor consists of at this moment, read from Wagtail's inputs.
//
// The names of the inputs say where they are: sections-0-value-label, sections-0-value-fields-2-value-key …

const scope = (name, child) => name.slice(0, -child.length - 1);

export const input = (name) => document.querySelector(`[name="${CSS.escape(name)}"]`);
export const valueOf = (name) => input(name)?.value.trim() ?? "";

// The prefix of the list item that a value belongs to: sections-0-value → sections-0.
const item = (prefix) => prefix.replace(/-value$/, "");
const isDeleted = (prefix) => {
  const outer = prefix.match(/^(.*?-\d+)-value-/);
  return input(`${item(prefix)}-deleted`)?.value === "1" || (outer && input(`${outer[1]}-deleted`)?.value === "1");
};

// Every section, field and overall rating: { prefix, key, label, type, section }.
export function parts(library) {
  const found = [];
  for (const key of document.querySelectorAll('[data-sekin-key][name^="sections-"]')) {
    const prefix = scope(key.name, "key");
    if (isDeleted(prefix)) continue;
    const isSection = /^sections-\d+-value$/.test(prefix);
    const type = prefix.includes("-overall-") ? "overall" : valueOf(`${item(prefix)}-type`);
    const indicator = library?.indicators[valueOf(`${prefix}-indicator`)];
    found.push({
      prefix,
      input: key,
      id: valueOf(`${item(prefix)}-id`),
      key: key.value.trim(),
      label: valueOf(`${prefix}-label`) || indicator?.name || "",
      type,
      isSection,
      indicator,
      section: prefix.match(/^sections-\d+/)[0],
    });
  }
  return found;
}

// What the server says of its kind. An indicator is rated like a scale, or a number; an overall rating always is.
export const kindOf = (part, library) => library.kinds[part.type] ?? library.kinds.scale;

// The scale by which a part is rated, as { label, levels }, or undefined.
export function scaleOf(part, library) {
  if (part.type === "indicator") return library.scales[part.indicator?.scale];
  return library.scales[valueOf(`${part.prefix}-scale`)];
}

export function choicesOf(part) {
  return [...document.querySelectorAll(`[name^="${part.prefix}-choices-"][name$="-value-label"]`)]
    .filter((label) => input(`${item(scope(label.name, "label"))}-deleted`)?.value !== "1")
    .map((label) => [valueOf(`${scope(label.name, "label")}-key`) || propose(label.value, [], "pilihan"), label.value]);
}

// The same as keys.propose_key on the server.
export function propose(label, taken, fallback = "isian") {
  let stem = label.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase().replace(/[^\w\s-]/g, "");
  stem = stem.trim().replace(/[-\s]+/g, "_").replace(/^_+|_+$/g, "");
  if (!/^[a-z]/.test(stem)) stem = `${fallback}_${stem}`.replace(/^_+|_+$/g, "");
  stem = stem.slice(0, 56).replace(/^_+|_+$/g, "");
  let key = stem;
  for (let number = 2; taken.includes(key); number += 1) key = `${stem}_${number}`;
  return key;
}

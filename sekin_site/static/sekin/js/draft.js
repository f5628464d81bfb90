// The copy of a form that could not be sent yet, in this browser. One copy per person and form.

import { make, makeButton } from "./make.js";

const PREFIX = "sekin-draft:";
const KEEP_MS = 14 * 24 * 60 * 60 * 1000;

export function fields(form) {
  // Neither files nor the token nor the version belong into a copy.
  const skip = new Set(["csrfmiddlewaretoken", "version"]);
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skip.has(name));
}

export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // No storage: nothing to forget.
  }
}

export function keep(key, form) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), fields: fields(form) }));
  } catch {
    // Full or forbidden: saving on the server goes on.
  }
}

function recall(key, form) {
  let copy = null;
  try {
    copy = JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
  if (!copy) return null;
  if (Date.now() - copy.at > KEEP_MS || JSON.stringify(copy.fields) === JSON.stringify(fields(form))) {
    forget(key);
    return null;
  }
  return copy;
}

function putBack(copy, form) {
  const values = new Map();
  for (const [name, value] of copy.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const input of form.elements) {
    if (!input.name || ["file", "hidden", "submit", "button"].includes(input.type)) continue;
    const wanted = values.get(input.name) ?? [];
    if (["radio", "checkbox"].includes(input.type)) input.checked = wanted.includes(input.value);
    else if (input.multiple && input.options) for (const o of input.options) o.selected = wanted.includes(o.value);
    else input.value = wanted.shift() ?? "";
  }
  form.dispatchEvent(new Event("sekin:restored"));
}

// Says at the start of the form that there is a copy, to be used or thrown away. Returns whether there is one.
export function offer(key, form, { used = () => {}, dropped = () => {} } = {}) {
  const copy = recall(key, form);
  if (!copy) return false;
  const at = new Intl.DateTimeFormat("id", { dateStyle: "long", timeStyle: "short" }).format(copy.at);
  const box = make("div", { className: "callout callout--warning", role: "status" });
  const text = `Ada isian dari ${at} di perangkat ini yang belum tersimpan di server.`;
  const choice = (words, act, className) => makeButton(words, () => { box.remove(); act(); }, className);
  box.append(
    make("p", { className: "callout__body", textContent: text }),
    choice("Pakai isian itu", () => { putBack(copy, form); used(); }, "btn btn--small btn--primary"),
    choice("Buang", () => { forget(key); dropped(); }),
  );
  form.prepend(box);
  for (const fold of document.querySelectorAll("details")) if (fold.contains(form)) fold.open = true;
  return true;
}

function copies() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

export const kept = () => copies().length > 0;

export function forgetAll() {
  for (const name of copies()) localStorage.removeItem(name);
}

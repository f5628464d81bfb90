// A formula: keys and functions to insert beside it, and what is wrong with it while it is written.
import { kindOf, parts } from "./parts.js";

export function bindFormulas(library) {
  const enhance = () => {
    for (const field of document.querySelectorAll('[data-sekin-picks="formula"]:not([data-sekin-bound])')) {
      field.dataset.sekinBound = "";
      draw(field, library);
    }
  };
  new MutationObserver(enhance).observe(document.body, { childList: true, subtree: true });
  enhance();
}

function draw(field, library) {
  const box = document.createElement("div");
  box.className = "sekin-formula";
  const message = document.createElement("output");
  field.after(box, message);
  const offer = () => box.replaceChildren(...groups(field, library()));
  const check = debounce(() => report(field, message, library()), 600);
  field.addEventListener("focus", offer);
  field.addEventListener("input", check);
  offer();
  if (field.value) check();
}

function groups(field, known) {
  const home = field.name.match(/^sections-\d+/)?.[0];
  const all = parts(known);
  const sections = new Map(all.filter((part) => part.isSection).map((part) => [part.section, part]));
  const names = all
    .filter((part) => kindOf(part, known).in_formulas && !part.isSection && `${part.prefix}-formula` !== field.name && part.key)
    .map((part) => {
      const rows = ["plan_rows", "free_rows"].includes(sections.get(part.section)?.type) && part.section !== home;
      return [rows ? `sum(${sections.get(part.section).key}.${part.key})` : part.key, part.label];
    });
  const constants = known.constants.map(([key, label]) => [key, label]);
  const functions = known.functions.map(({ name, example, help }) => [`${name}()`, name, `${help} Contoh: ${example}`]);
  return [
    group(field, "Isian", names),
    group(field, "Tetapan", constants),
    group(field, "Fungsi", functions),
  ].filter(Boolean);
}

function group(field, title, offers) {
  if (!offers.length) return null;
  const line = document.createElement("p");
  line.append(`${title}: `);
  for (const [text, label, help] of offers) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label || text, title: help ?? text });
    button.className = "button button-small button-secondary";
    button.addEventListener("click", () => insert(field, text));
    line.append(button, " ");
  }
  return line;
}

function insert(field, text) {
  field.focus();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  if (text.endsWith("()")) field.setSelectionRange(field.selectionEnd - 1, field.selectionEnd - 1);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Whatever has a key, alone and with its section; the checks before publishing know which of them is a number.
function names(known) {
  const all = parts(known).filter((part) => part.key);
  const sections = new Map(all.filter((part) => part.isSection).map((part) => [part.section, part.key]));
  const keys = all.filter((part) => !part.isSection).flatMap(({ key, section }) => [key, `${sections.get(section)}.${key}`]);
  return [...keys, ...known.constants.map(([key]) => key)];
}

async function report(field, message, known) {
  const body = new FormData();
  body.set("rumus", field.value);
  for (const name of names(known)) body.append("nama", name);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(known.check_url, { method: "POST", body }).catch(() => null);
  message.textContent = answer?.ok ? (await answer.json()).message : "";
}

function debounce(act, wait) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

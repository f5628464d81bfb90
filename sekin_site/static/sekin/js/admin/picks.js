// Where a key, an answer or a level has to be named, the editor offers those that there are.
//
// The text input stays (it is what is sent); a select or boxes beside it fill it in.
import { choicesOf, input, kindOf, parts, scaleOf, valueOf } from "./parts.js";

const OFFERS = {
  answer: (field, known) =>
    isIndex(field) ? Object.entries(known.answers).map(([key, { label }]) => [key, label]) : parts(known).filter((part) => !part.isSection && kindOf(part, known).is_answered).map(asOption),
  rated: (field, known) => parts(known).filter((part) => !part.isSection && kindOf(part, known).is_rated).map(asOption),
  section: (field, known) => known.sections,
  level: levels,
  value: values,
};

export function bindPicks(library) {
  const enhance = () => {
    for (const field of document.querySelectorAll("[data-sekin-picks]:not([data-sekin-bound])")) {
      if (!OFFERS[field.dataset.sekinPicks] || field.name.includes("__PREFIX__")) continue;
      field.dataset.sekinBound = "";
      new Pick(field, library);
    }
  };
  new MutationObserver(enhance).observe(document.body, { childList: true, subtree: true });
  enhance();
}

class Pick {
  constructor(field, library) {
    this.field = field;
    this.library = library;
    this.box = document.createElement("div");
    this.box.className = "sekin-pick";
    this.label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    field.after(this.box);
    this.draw();
    // What may be chosen changes with the rest of the form: look again when somebody comes here.
    document.addEventListener("focusin", (event) => {
      if (this.box.contains(event.target) || sameBlock(this.field, event.target)) this.draw();
    });
    document.addEventListener("change", (event) => {
      if (!this.box.contains(event.target) && sameBlock(this.field, event.target)) this.draw();
    });
  }

  draw() {
    const offers = OFFERS[this.field.dataset.sekinPicks](this.field, this.library()) ?? [];
    const several = this.field.dataset.sekinPicks === "value" && operatorOf(this.field) === "one_of";
    const signature = JSON.stringify([offers, several, this.field.value]);
    if (signature === this.signature) return;
    this.signature = signature;
    this.field.hidden = offers.length > 0;
    this.box.replaceChildren(...(offers.length ? [several ? this.boxes(offers) : this.select(offers)] : []));
    const select = this.box.querySelector("select");
    if (this.label) this.label.htmlFor = select ? select.id : this.field.id;
    tellHeads(this.field);
  }

  select(offers) {
    const select = document.createElement("select");
    select.id = `${this.field.id}-pick`;
    const chosen = this.field.value.trim();
    select.append(new Option("Pilih …", ""));
    for (const [value, label] of offers) select.append(new Option(label || value, value));
    if (chosen && !offers.some(([value]) => value === chosen)) select.append(new Option(`${chosen} (tidak ada lagi)`, chosen));
    select.value = chosen;
    select.addEventListener("change", () => this.set(select.value));
    return select;
  }

  boxes(offers) {
    const group = document.createElement("fieldset");
    group.setAttribute("aria-label", this.label?.textContent.trim() ?? "");
    const chosen = new Set(this.field.value.split(",").map((one) => one.trim()).filter(Boolean));
    for (const [value, label] of offers) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", value, checked: chosen.has(value) });
      const line = document.createElement("label");
      line.append(box, ` ${label || value}`);
      box.addEventListener("change", () => {
        box.checked ? chosen.add(value) : chosen.delete(value);
        this.set([...chosen].join(", "));
      });
      group.append(line);
    }
    return group;
  }

  set(value) {
    this.field.value = value;
    this.signature = undefined;
    for (const name of ["input", "change"]) this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

// The heads of the folds around it read what is chosen (heads.js) whenever their own toggle speaks.
function tellHeads(field) {
  for (let panel = field.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
    panel.querySelector("[data-panel-toggle]")?.dispatchEvent(new CustomEvent("wagtail:panel-toggle"));
  }
}

// The sections of a form are on its page; an index stands alone.
const isIndex = (field) => !field.name.startsWith("sections-");
const asOption = (part) => [part.key, part.label || part.key];
const blockOf = (name) => name.replace(/-[^-]+$/, "");
const sameBlock = (field, other) => Boolean(other.name) && blockOf(other.name) === blockOf(field.name);
const operatorOf = (field) => valueOf(`${blockOf(field.name)}-operator`);

function values(field, known) {
  if (["is_empty", "is_not_empty"].includes(operatorOf(field))) return [];
  const asked = valueOf(`${blockOf(field.name)}-field`);
  if (isIndex(field)) return known.answers[asked]?.values ?? [];
  const target = parts(known).find((part) => part.key === asked);
  if (!target) return [];
  const { answers, has_choices: hasChoices } = kindOf(target, known);
  if (answers.length) return answers;
  return hasChoices ? choicesOf(target) : (scaleOf(target, known)?.levels ?? []);
}

// The levels of the scale of the field in which this input stands.
function levels(field, known) {
  const part = parts(known).find((one) => !one.isSection && field.name.startsWith(`${one.prefix}-`));
  return part ? scaleOf(part, known)?.levels : [];
}

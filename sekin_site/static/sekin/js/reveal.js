// data-sekin-show-if='{"match": "all"|"any", "conditions": [{"field", "operator", "values"}]}' on a field or section:
// shows and hides it during typing, as visibility.py does (both keep to tests/data/visibility_cases.json).
// In a row (data-sekin-row="section-row") a field is looked for in the row first: name "section-row-field".
// Hidden controls are disabled, so that they are neither required nor sent. Answers of other steps stand in
// data-sekin-elsewhere='{"field": ["text"]}' on the form; a rule about an answer that is nowhere here (another person's,
// a system figure) stays as the server drew it.
// data-sekin-na on the box "tidak berlaku" (name "…-na"): while it is ticked, the input beside it is not used.

// As answers are stored: "1250.5".
const number = (text) => (/^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : null);

const same = (text, value) =>
  text === value || (number(text) !== null && number(text) === number(value));

// As it will be stored (values.py): "1.250,5" and in a box for amounts "Rp 1.250,50" are 1250.5, no number is nothing.
function stored(input) {
  const text = input.value.normalize("NFC").trim();
  if (!input.hasAttribute("inputmode")) return input.type === "text" ? text.replace(/\s+/g, " ") : text;
  const signed = text.replace("−", "-");
  const amount = /^(-?)\s*(?:rp\.?)?\s*(\d[\d.,]*?)(?:,-)?$/i;
  const typed = input.closest(".field__amount") ? signed.replace(amount, "$1$2") : signed;
  const isLocal = /^-?([1-9]\d{0,2}(\.\d{3})+(,\d+)?|\d+,\d+)$/.test(typed);
  const plain = isLocal ? typed.replaceAll(".", "").replace(",", ".") : typed;
  return number(plain) === null ? "" : plain;
}

function controls(form, element, key) {
  const row = element.closest("[data-sekin-row]")?.dataset.sekinRow;
  const all = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}-na"]`)];
  const inRow = row ? all(`${row}-${key}`) : [];
  return inRow.length ? inRow : all(key);
}

// Texts, or null where the answer is nowhere here.
function given(form, element, key) {
  const inputs = controls(form, element, key);
  if (!inputs.length) return JSON.parse(form.dataset.sekinElsewhere ?? "{}")[key] ?? null;
  return inputs
    .filter((input) => !input.disabled)
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map(stored)
    .filter((value) => !/^[\s\p{C}]*$/u.test(value)); // nothing to see is nothing
}

function holds(condition, texts) {
  const values = condition.values ?? [];
  switch (condition.operator) {
    case "is_empty":
      return texts.length === 0;
    case "is_not_empty":
      return texts.length > 0;
    case "equals":
      return texts.some((text) => same(text, values[0] ?? ""));
    case "one_of":
      return texts.some((text) => values.some((value) => same(text, value)));
    case "at_least":
      return texts.some((text) => number(text) !== null && number(text) >= number(values[0]));
    default:
      return true;
  }
}

function show(element, visible) {
  element.hidden = !visible;
  for (const input of element.querySelectorAll("input, select, textarea")) {
    if (!visible && !input.disabled) {
      input.disabled = true;
      input.dataset.sekinHidden = "yes";
    } else if (visible && input.dataset.sekinHidden && !input.closest("[hidden]")) {
      input.disabled = false;
      delete input.dataset.sekinHidden;
    }
  }
}

function update(form, rules) {
  // One answer may show or hide others: repeat until nothing changes; a circle stops.
  for (let round = 0; round <= rules.length; round += 1) {
    let changed = false;
    for (const { element, rule } of rules) {
      const texts = rule.conditions.map((condition) => given(form, element, condition.field));
      if (texts.includes(null)) continue;
      const results = rule.conditions.map((condition, at) => holds(condition, texts[at]));
      const visible = rule.match === "any" ? results.some(Boolean) : results.every(Boolean);
      if (visible === element.hidden) {
        show(element, visible);
        changed = true;
      }
    }
    if (!changed) return;
  }
}

function skipInputs(boxes) {
  for (const box of boxes) {
    if (box.disabled) continue; // hidden
    for (const input of box.closest(".field").querySelectorAll("input, textarea")) if (input !== box) input.disabled = box.checked;
  }
}

export function bindReveal(root) {
  for (const form of root.querySelectorAll("form")) {
    const rules = [...form.querySelectorAll("[data-sekin-show-if]")].map((element) => ({
      element,
      rule: JSON.parse(element.dataset.sekinShowIf),
    }));
    const boxes = form.querySelectorAll("[data-sekin-na]");
    if (!rules.length && !boxes.length) continue;
    for (const { element } of rules) if (element.hidden) show(element, false);
    const refresh = () => {
      skipInputs(boxes);
      update(form, rules);
      skipInputs(boxes);
    };
    for (const name of ["input", "change", "sekin:restored"]) form.addEventListener(name, refresh);
    refresh();
  }
}

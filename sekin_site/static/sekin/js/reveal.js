// data-sekin-show-if='{"match": "all"|"any", "conditions": [{"field", "operator", "values"}]}' on a field or section:
// shows and hides it during typing, by the rules of the server (visibility.py).
// In a row (data-sekin-row="section-row") a field is looked for in the row first: name "section-row-field".
// Hidden controls are disabled, so that they are neither required nor sent. A rule about an answer that is not
// in this form (another person's, a system figure) stays as the server drew it.
// data-sekin-na on the box "tidak berlaku" (name "…-na"): while it is ticked, the input beside it is not used.

const number = (text) => (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text));

// What was typed, as the server reads it (values.py): "1.250" and "Rp 1.250,00" are 1250, "12,5" and "12.5" are 12.5.
const typed = (text) => {
  const plain = text.replace(/\s/g, "").replace("−", "-").replace(/^(-?)rp\.?/i, "$1").replace(/,-$/, "");
  const isGrouped = /^-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(plain);
  return number((isGrouped ? plain.replaceAll(".", "") : plain).replace(",", "."));
};

const YES_NO = { true: "yes", True: "yes", on: "yes", false: "no", False: "no" };

const same = (text, value) =>
  text === value || (typed(text) !== null && typed(text) === number(value));

function controls(form, element, key) {
  const row = element.closest("[data-sekin-row]")?.dataset.sekinRow;
  const all = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}-na"]`)];
  const inRow = row ? all(`${row}-${key}`) : [];
  return inRow.length ? inRow : all(key);
}

function given(inputs) {
  return inputs
    .filter((input) => !input.disabled)
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .flatMap((input) => (input.multiple && input.options ? [...input.selectedOptions].map((o) => o.value) : [input.value]))
    .filter((value) => value.trim() !== "")
    .map((value) => YES_NO[value] ?? value);
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
      return texts.some((text) => typed(text) !== null && typed(text) >= number(values[0]));
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
      const inputs = rule.conditions.map((condition) => controls(form, element, condition.field));
      if (inputs.some((found) => !found.length)) continue;
      const results = rule.conditions.map((condition, at) => holds(condition, given(inputs[at])));
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

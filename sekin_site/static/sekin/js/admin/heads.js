// What the head of a folded part says: words, never the code that is stored, and nothing where nothing was chosen.
const { FieldBlockDefinition, StructBlockDefinition } = window.wagtailStreamField.blocks;

// An input for which picks.js offers what may stand there says the words that were chosen.
class Pick extends FieldBlockDefinition {
  render(...given) {
    const block = super.render(...given);
    const own = block.getTextLabel.bind(block);
    block.getTextLabel = (options) => chosenWords(block.widget.input) ?? own(options);
    return block;
  }
}

function chosenWords(field) {
  const box = field.nextElementSibling;
  if (!field.value || !box?.matches(".sekin-pick") || !box.firstElementChild) return null;
  const select = box.querySelector("select");
  if (select) return select.selectedOptions[0].text;
  return [...box.querySelectorAll("input:checked")].map((one) => one.parentElement.textContent.trim()).join(", ");
}

// Says nothing until its first input has an answer.
class Quiet extends StructBlockDefinition {
  render(...given) {
    const block = super.render(...given);
    const { layout } = block;
    const own = layout.getTextLabel.bind(layout);
    const [first] = Object.values(block.childBlocks);
    layout.getTextLabel = (options) => ([first.getState()].flat().some(Boolean) ? own(options) : "");
    layout.setCollapsedLabelText();
    return block;
  }
}

window.telepath.register("sekin.Pick", Pick);
window.telepath.register("sekin.Quiet", Quiet);

// The head of a weight says "Hasil kerja 60 %", not the code of the section.
class SectionWeight extends window.wagtailStreamField.blocks.StructBlockDefinition {
  render(...given) {
    const block = super.render(...given);
    block.getTextLabel = () => {
      const section = block.childBlocks.section.getState().replaceAll("_", " ");
      const percent = block.childBlocks.percent.getState();
      return section && percent ? `${section[0].toUpperCase()}${section.slice(1)} ${percent} %` : "";
    };
    return block;
  }
}

window.telepath.register("sekin.SectionWeight", SectionWeight);

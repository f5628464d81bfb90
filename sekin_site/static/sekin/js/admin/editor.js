// Entry of the form and index editors in the admin. Without JavaScript the inputs are plain texts.
import { bindFormulas } from "./formulas.js";
import { bindKeys } from "./keys.js";
import { bindPicks } from "./picks.js";
import { bindSums } from "./sums.js";
import { bindAutosave } from "./autosave.js";
import { bindDescriptors } from "./descriptors.js";

bindAutosave();
const source = document.querySelector("[data-sekin-library]");
if (source) {
  let known;
  const load = async () => {
    const answer = await fetch(source.dataset.sekinLibrary, { headers: { Accept: "application/json" } });
    if (answer.ok) known = await answer.json();
  };
  await load();
  if (known) {
    // Scales and indicators are often made in another tab.
    window.addEventListener("focus", load);
    const library = () => known;
    bindKeys(library);
    bindPicks(library);
    bindFormulas(library);
    bindSums(library);
    bindDescriptors(library);
  }
}

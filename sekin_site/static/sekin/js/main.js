// Entry: each module binds itself to its data-sekin-* attributes. Without JavaScript every page still works.
import { bindAutosave } from "./autosave.js";
import { bindGuides } from "./guide.js";
import { bindKeep } from "./keep.js";
import { bindLogout } from "./logout.js";
import { bindMenus } from "./menu.js";
import { bindOnce } from "./once.js";
import { bindPrint } from "./print.js";
import { bindQuadrant } from "./quadrant.js";
import { bindReveal } from "./reveal.js";
import { bindUploads } from "./upload.js";
import { bindWait } from "./wait.js";

// Autosave and wait before once: they may hold a submit back.
bindReveal(document);
bindUploads(document);
bindAutosave(document);
bindKeep(document);
bindWait(document);
bindOnce(document);
bindMenus(document);
bindGuides(document);
bindLogout(document);
bindPrint(document);
bindQuadrant(document);

document.querySelector("[data-sekin-focus]")?.focus();

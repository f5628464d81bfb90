// Entry: each module binds itself to its data-sekin-* attributes. Without JavaScript every page still works.
import { bindAutosave } from "./autosave.js";
import { bindKeep } from "./keep.js";
import { bindLogout } from "./logout.js";
import { bindMenus } from "./menu.js";
import { bindOnce } from "./once.js";
import { bindPrint } from "./print.js";
import { bindReveal } from "./reveal.js";
import { bindUploads } from "./upload.js";

// Autosave before once: it may hold a submit back.
bindReveal(document);
bindUploads(document);
bindAutosave(document);
bindKeep(document);
bindOnce(document);
bindMenus(document);
bindLogout(document);
bindPrint(document);

document.querySelector("[data-sekin-focus]")?.focus();

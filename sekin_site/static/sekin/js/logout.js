// Logging out takes along the copies of what could not be sent yet: say so first, in portal and admin.

import { forgetAll, kept } from "./draft.js";

const QUESTION =
  "Di perangkat ini masih ada isian yang belum tersimpan di server. Bila Anda keluar, isian itu dihapus. Tetap keluar?";

export function bindLogout(root) {
  root.addEventListener("submit", (event) => {
    // Not form.action: in a form with a button of that name it is the button.
    const address = new URL(event.target.getAttribute("action") ?? "", location.href);
    if (!/^\/(keluar|kelola\/logout)\/$/.test(address.pathname)) return;
    if (kept() && !window.confirm(QUESTION)) event.preventDefault();
    else forgetAll();
  });
}

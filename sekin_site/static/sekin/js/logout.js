// Logging out takes along the copies of what could not be sent yet: say so first, in portal and admin.

import { forgetAll, kept } from "./draft.js";

const QUESTION =
  "Di perangkat ini masih ada isian yang belum tersimpan di server. Bila Anda keluar, isian itu dihapus. Tetap keluar?";

export function bindLogout(root) {
  root.addEventListener("submit", (event) => {
    if (!/^\/(keluar|kelola\/logout)\/$/.test(new URL(event.target.action).pathname)) return;
    if (kept() && !window.confirm(QUESTION)) event.preventDefault();
    else forgetAll();
  });
}

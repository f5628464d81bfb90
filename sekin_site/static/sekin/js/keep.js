// Any form with a text longer than a line: what is typed stays in this browser until the server says that it has it, and
// is offered again after a reload, a lost connection or a new login. What saves itself meanwhile: see autosave.js.

import { forget, keep, offer } from "./draft.js";

const SENT = "sekin-sent"; // in this tab: the copy of what was sent last

function keyOf(form, user) {
  const address = new URL(form.getAttribute("action") || location.pathname, location.href);
  return `${user}:${address.pathname}`;
}

function forgetWhatArrived() {
  const key = sessionStorage.getItem(SENT);
  if (key && document.querySelector(".messages .callout--success")) forget(key);
}

export function bindKeep(root) {
  const user = document.body.dataset.sekinUser;
  if (user) forgetWhatArrived();
  const keys = new Map();
  for (const form of user ? root.querySelectorAll("form[method=post]:not([data-sekin-autosave])") : []) {
    if (!form.querySelector("textarea")) continue;
    const key = keyOf(form, user);
    keys.set(form, key);
    offer(key, form);
    for (const name of ["input", "change", "submit"]) form.addEventListener(name, () => keep(key, form));
  }
  root.addEventListener("submit", ({ target }) => sessionStorage.setItem(SENT, keys.get(target) ?? ""));
}

// Pressing save or publish beside the autosave: the press waits for one that is under way (a new form would be made
// twice), and what the editor saved by itself is not taken for somebody else's newer draft.
let held = null; // the form whose button was pressed meanwhile
let released = false; // it may go
let leaving = false; // from the press on, nothing is saved by itself any more

export function bindAutosave() {
  document.addEventListener("w-autosave:save", (event) => leaving && event.preventDefault());
  document.addEventListener("w-autosave:success", ({ target, detail }) => noteRevision(target, detail.data));
  for (const end of ["success", "error"]) document.addEventListener(`w-autosave:${end}`, release);
  document.addEventListener("submit", hold, true);
}

function noteRevision(form, saved) {
  const seen = { loaded_revision_id: saved.revision_id, loaded_revision_created_at: saved.revision_created_at };
  for (const [name, value] of Object.entries(seen)) {
    const input = form.elements.namedItem(name);
    if (input && value) input.value = value;
  }
}

function hold(event) {
  if (!event.target.matches("[data-edit-form]") || released) return;
  leaving = true;
  if (!isSaving()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held = event.target;
  if (event.submitter?.name) remember(held, event.submitter);
}

function release() {
  released = held !== null;
  held?.requestSubmit();
}

// Read off the page, since the first autosave may begin before this file has come.
function isSaving() {
  return document.querySelector('[data-w-autosave-state-value="saving"]') !== null;
}

// The button itself may be disabled by now, and a disabled button is not sent.
function remember(form, { name, value }) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

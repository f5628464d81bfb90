// data-sekin-once on a form: a second click does nothing while the first one is under way.
// The server refuses a second submit as well; this spares the person the message.

const BUSY_MS = 15000; // a lost connection must not leave a dead button

function release(form) {
  delete form.dataset.sekinSending;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

export function bindOnce(root) {
  for (const form of root.querySelectorAll("form[data-sekin-once]")) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sekinSending) {
        event.preventDefault();
        return;
      }
      form.dataset.sekinSending = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
      setTimeout(() => release(form), BUSY_MS);
    });
    // Back button: the browser may show the page as it was left.
    window.addEventListener("pageshow", (event) => event.persisted && release(form));
  }
}

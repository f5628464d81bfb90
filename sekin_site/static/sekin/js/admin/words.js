// Puts into words what Wagtail shows as a sign: what a ⊕ adds at its level, and which fold a toggle opens.
function enhance() {
  for (const button of document.querySelectorAll("[data-sekin-adds] .c-sf-add-button:not([data-sekin-named])")) name(button);
  for (const toggle of document.querySelectorAll("[data-panel-toggle][aria-label][aria-describedby]")) {
    toggle.setAttribute("aria-labelledby", toggle.getAttribute("aria-describedby"));
    for (const attribute of ["aria-label", "aria-describedby"]) toggle.removeAttribute(attribute);
  }
}

function name(button) {
  const words = document.createElement("span");
  words.textContent = button.closest("[data-sekin-adds]").dataset.sekinAdds;
  button.dataset.sekinNamed = "";
  button.removeAttribute("title");
  button.append(words);
}

new MutationObserver(enhance).observe(document.body, { childList: true, subtree: true });
enhance();

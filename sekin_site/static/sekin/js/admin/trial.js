// Beside the ranges of an indicator: what a figure comes to with what is typed at this moment.
for (const box of document.querySelectorAll("[data-sekin-trial]")) {
  const [output, button, figure] = ["output", "button", "input"].map((name) => box.querySelector(name));
  const ask = async () => {
    output.setAttribute("aria-busy", "true");
    const body = new FormData(box.closest("form"));
    body.append(box.dataset.sekinTrialName, figure.value); // without a name of its own it is no unsaved change
    const answer = await fetch(box.dataset.sekinTrial, { method: "POST", body });
    const told = answer.ok ? await answer.json() : { message: "Belum dapat dihitung. Coba lagi sebentar lagi." };
    output.textContent = told.message;
    if (told.about) box.querySelector("[data-sekin-trial-about]").textContent = told.about;
    output.removeAttribute("aria-busy");
  };
  button.addEventListener("click", ask);
  figure.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    ask();
  });
}

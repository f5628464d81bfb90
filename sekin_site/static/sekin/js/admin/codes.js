// Codes of indicators, levels, predikats and bands: proposed from the name when none was written yet.
document.addEventListener("focusout", ({ target }) => {
  if (target.name === "name") fill("code", words(target.value).join("-").toLowerCase());
  const row = target.name?.match(/^((?:levels|predikats)-\d+-|.*bands-\d+-value-)label$/)?.[1];
  if (row) ["code", "key"].forEach((name) => fill(row + name, words(target.value).join("_").toUpperCase()));
});

function fill(name, proposed) {
  const [code] = document.getElementsByName(name);
  if (code && !code.value && !code.disabled) code.value = proposed.slice(0, 30);
}

function words(label) {
  return label.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").match(/[a-z0-9]+/gi) ?? [];
}

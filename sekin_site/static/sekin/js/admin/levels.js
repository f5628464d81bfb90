// Inputs that follow from a scale (and, in a decision table, from its predikats) are drawn anew while these are chosen.
const FOLLOWED = /^(scale|predikats-\d+-(label|code))$/;
let latest = 0;

document.addEventListener("change", ({ target }) => {
  // After codes.js has proposed the code of a new predikat.
  if (FOLLOWED.test(target.name) && target.form) setTimeout(draw, 0, target.form);
});

async function draw(form) {
  const number = (latest += 1);
  const url = form.querySelector("[data-sekin-levels]")?.dataset.sekinLevels;
  const answer = url && (await fetch(url, { method: "POST", body: new FormData(form) }));
  if (!answer?.ok || number !== latest) return;
  for (const [name, html] of Object.entries(await answer.json())) {
    const place = form.querySelector(`[data-sekin-levels-of="${name}"]`);
    if (place) place.outerHTML = html;
  }
}

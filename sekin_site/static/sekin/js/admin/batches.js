// Long work in batches that the page drives: asks for one after the other, draws progress, adds up the numbers.
// <form data-sekin-batches data-url data-done>; a stopped run goes on with the next press, since nothing is done twice.

const form = document.querySelector("form[data-sekin-batches]");
const spoken = (number) => number.toLocaleString("id-ID");
const one = (name) => document.querySelector(`[data-${name}]`);

async function ask(after) {
  const body = new URLSearchParams({
    setelah: after, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
  });
  const response = await fetch(form.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const found = isJson ? await response.json() : {};
  if (!response.ok || !found.numbers) {
    throw new Error(found.message ?? "Terhenti di tengah jalan. Yang sudah selesai tersimpan; tekan lagi untuk melanjutkan.");
  }
  return found;
}

async function work() {
  const sums = new Map();
  const bar = one("progress").querySelector("progress");
  let after = 0, seen = 0, total = 0;
  while (after !== null) {
    const found = await ask(after);
    total = found.total ?? total;
    seen += found.seen;
    after = found.after;
    bar.max = Math.max(total, seen, 1);
    bar.value = after === null ? bar.max : seen;
    one("progress-text").textContent = `${spoken(seen)} dari ${spoken(Math.max(total, seen))}`;
    for (const [name, number] of Object.entries(found.numbers)) {
      sums.set(name, (sums.get(name) ?? 0) + number);
      const place = document.querySelector(`[data-number="${name}"]`);
      if (place) place.textContent = spoken(sums.get(name));
    }
  }
}

async function run(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  one("alert").hidden = true;
  one("progress").hidden = false;
  one("progress-text").textContent = "Dimulai …";
  try {
    await work();
    one("done").hidden = false;
    button.hidden = true;
  } catch (error) {
    one("alert").textContent = error.message;
    one("alert").hidden = false;
    button.disabled = false;
  }
}

form?.addEventListener("submit", run);

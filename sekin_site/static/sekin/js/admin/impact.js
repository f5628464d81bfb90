// The impact of a draft: asks for the figures chunk by chunk, draws progress, adds up.
// Each figure has a place on the page: data-number (a number), data-list (label and number), data-people (names).

const PARTS = ["berjalan", "hasil"];

const form = document.querySelector("form[data-sekin-impact]");
const spoken = (number) => number.toLocaleString("id-ID");

function one(name) {
  return document.querySelector(`[data-${name}]`);
}

function row(cells, heading) {
  const line = document.createElement("tr");
  cells.forEach((text, place) => {
    const cell = document.createElement(heading && place === 0 ? "th" : "td");
    if (heading && place === 0) cell.scope = "row";
    cell.textContent = text;
    line.append(cell);
  });
  return line;
}

class Sums {
  constructor() {
    this.numbers = new Map();
    this.lists = new Map();
    for (const table of document.querySelectorAll("[data-list], [data-people]")) {
      table.tBodies[0].replaceChildren();
      table.hidden = true;
    }
    // A figure that is not counted to its end is no figure: nobody reads a zero meanwhile.
    for (const place of document.querySelectorAll("[data-number]")) {
      place.setAttribute("aria-busy", "true");
      place.textContent = "Menghitung …";
    }
  }

  add(found) {
    for (const [name, number] of Object.entries(found.numbers)) {
      this.numbers.set(name, (this.numbers.get(name) ?? 0) + number);
    }
    for (const [name, rows] of Object.entries(found.lists)) {
      const list = this.lists.get(name) ?? this.lists.set(name, new Map()).get(name);
      for (const [label, number] of rows) list.set(label, (list.get(label) ?? 0) + number);
    }
    for (const [name, people] of Object.entries(found.people)) this.addPeople(name, people);
  }

  addPeople(name, people) {
    const table = document.querySelector(`[data-people="${name}"]`);
    if (!table || !people.length) return;
    const body = table.tBodies[0];
    const room = Number(table.dataset.limit) - body.rows.length;
    body.append(...people.slice(0, Math.max(room, 0)).map((cells) => row(cells)));
    table.hidden = false;
  }

  draw() {
    for (const place of document.querySelectorAll("[data-number]")) {
      place.removeAttribute("aria-busy");
      place.textContent = spoken(this.numbers.get(place.dataset.number) ?? 0);
    }
    for (const [name, list] of this.lists) {
      const table = document.querySelector(`[data-list="${name}"]`);
      const most = [...list].sort((a, b) => b[1] - a[1]);
      table.tBodies[0].replaceChildren(...most.map(([label, number]) => row([label, spoken(number)], true)));
      table.hidden = !most.length;
    }
  }
}

async function ask(part, after) {
  const address = new URL(form.dataset.url, location.href);
  const period = form.elements.periode?.value ?? "";
  address.search = new URLSearchParams({
    bagian: part, setelah: after, sidik: form.dataset.fingerprint, periode: period,
  });
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const found = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
  if (!response.ok || !found.numbers) {
    throw new Error(found.message ?? "Perhitungan terhenti. Periksa sambungan, lalu hitung lagi.");
  }
  return found;
}

async function compute(part, sums) {
  let after = 0, seen = 0, total = 0;
  while (after !== null) {
    const found = await ask(part, after);
    total = found.total ?? total;
    seen += found.seen;
    after = found.after;
    sums.add(found);
    const bar = one("progress").querySelector("progress");
    bar.max = Math.max(total, seen, 1);
    bar.value = after === null ? bar.max : seen;
    const what = part === "hasil" ? "hasil" : "evaluasi berjalan";
    one("progress-text").textContent = `Menghitung ${what}: ${spoken(seen)} dari ${spoken(Math.max(total, seen))}`;
  }
}

async function run(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  const period = form.elements.periode;
  button.disabled = true;
  one("alert").hidden = true;
  one("progress").hidden = false;
  one("progress").querySelector("progress").removeAttribute("value");
  one("progress-text").textContent = "Menghitung …";
  const heading = document.getElementById("hasil");
  const download = one("download");
  if (period && heading) heading.textContent = `Hasil ${period.selectedOptions[0].text}`;
  if (period && download) download.search = `?periode=${encodeURIComponent(period.value)}`;
  try {
    const sums = new Sums();
    one("findings").hidden = false;
    for (const part of PARTS) if (part !== "hasil" || period) await compute(part, sums);
    sums.draw();
    one("progress-text").textContent = "Selesai dihitung.";
  } catch (error) {
    one("findings").hidden = true;
    one("progress").hidden = true;
    one("alert").textContent = error.message;
    one("alert").hidden = false;
  } finally {
    button.disabled = false;
  }
}

form?.addEventListener("submit", run);

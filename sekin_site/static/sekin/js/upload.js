// data-sekin-upload around file inputs. Where the form has data-sekin-upload-url each file is sent at once and by itself,
// with its progress: a photo is made smaller first, and what fails is tried again without choosing it again. The answer
// is {"id", "name", "size", "hint"}, or {"message"}. Elsewhere it says what was chosen, and whether it is too large.
// The server checks size and content again.

import { make, makeButton } from "./make.js";

const MAX_SIDE = 2048; // pixels: a photographed page stays readable
const SMALL = 400 * 1024; // bytes that need not be saved
const QUALITY = 0.8;

const decimal = new Intl.NumberFormat("id", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${decimal.format(bytes / 1024 / 1024)} MB`;

const tooLarge = (file, limit) =>
  `${file.name} berukuran ${megabytes(file.size)}, paling besar ${megabytes(limit)}. Pilih berkas lain.`;

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.round(side * scale));
    const canvas = make("canvas", { width, height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // behind what is transparent
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const name = `${file.name.replace(/\.\w+$/, "")}.jpg`;
    if (drawn && drawn.size < file.size) return new File([drawn], name, { type: "image/jpeg" });
  } catch {
    // Not a picture that this browser can draw: the server looks at it.
  }
  return file;
}

// fetch cannot tell how much has been sent.
function send(url, form, file, onProgress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("berkas", file);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = request.response ?? {};
      if (answer.id) done(answer);
      else if (answer.token) {
        form.elements.csrfmiddlewaretoken.value = answer.token;
        done({ message: "Anda masuk kembali di tab lain.", again: true });
      }
      else if (request.responseURL.includes("/masuk/")) done({ message: "Sesi Anda habis. Masuk lagi, lalu unggah.", again: true });
      else done({ message: answer.message ?? (request.status === 413 ? "Terlalu besar untuk dikirim." : "Server sedang sibuk."), again: !answer.message });
    });
    request.addEventListener("error", () => done({ message: "Tidak ada sambungan.", again: true }));
    request.send(body);
  });
}

class Upload {
  constructor(box, form) {
    this.box = box;
    this.form = form;
    this.url = form.dataset.sekinUploadUrl;
    this.limit = Number(box.dataset.sekinMaxBytes) || Infinity;
    this.field = box.dataset.sekinUpload; // name of the boxes to tick; empty for files of no field yet
    this.list = box.parentElement.querySelector(":scope > ul.files") ?? make("ul", { className: "files" });
    if (!this.list.isConnected) box.before(this.list);
    this.queue = Promise.resolve();
    this.running = 0;
  }

  bind() {
    for (const input of this.box.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        for (const file of input.files) this.add(file);
        input.value = ""; // sent by itself, not with the form
      });
    }
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
  }

  add(file) {
    const row = make("li", {});
    const line = make("span", { className: "files__name", role: "status" });
    row.append(line);
    this.list.append(row);
    this.enqueue(file, row, line);
  }

  enqueue(file, row, line) {
    this.running += 1;
    line.textContent = `${file.name}: menunggu giliran`;
    this.queue = this.queue.then(() => this.upload(file, row, line)).finally(() => (this.running -= 1));
  }

  async upload(file, row, line) {
    const bar = make("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Mengunggah ${file.name}`);
    line.replaceChildren(`Mengunggah ${file.name}`, bar);
    const ready = await smaller(file);
    const isTooLarge = ready.size > this.limit;
    const answer = isTooLarge
      ? { message: tooLarge(ready, this.limit) }
      : await send(this.url, this.form, ready, (part) => (bar.value = part));
    if (answer.id) return this.done(row, answer);
    line.replaceChildren(make("span", { className: "upload__status--bad", textContent: `${file.name} belum terunggah. ${answer.message} ` }));
    if (!answer.again) return undefined;
    return line.append(makeButton("Coba lagi", () => this.enqueue(file, row, line)));
  }

  done(row, { id, name, size, hint }) {
    const known = this.field && this.box.parentElement.querySelector(`input[name="${this.field}"][value="${id}"]`);
    if (known) {
      row.remove(); // the same file again
      known.closest("details")?.setAttribute("open", "");
    }
    const box = known || make("input", { type: "checkbox", name: this.field, value: id });
    const words = make("span", {});
    words.append(make("span", { className: "choice__label", textContent: name }));
    words.append(make("span", { className: "choice__text", textContent: [size, hint].filter(Boolean).join(". ") }));
    if (!this.field) return row.replaceChildren(words);
    box.checked = true;
    if (!known) {
      const label = make("label", { className: "choice files__name" });
      label.append(box, words);
      row.replaceChildren(label);
    }
    return box.dispatchEvent(new Event("change", { bubbles: true })); // so that it is saved
  }

  async onSubmit(event) {
    if (!this.running) return;
    event.preventDefault();
    await this.queue;
    this.form.requestSubmit(event.submitter);
  }
}

function describe(box, input) {
  const limit = Number(box.dataset.sekinMaxBytes) || Infinity;
  const files = [...input.files];
  const large = files.find((file) => file.size > limit);
  const problem = large ? tooLarge(large, limit) : "";
  const status = box.querySelector("[role=status]");
  input.setCustomValidity(problem);
  status.textContent = problem || files.map((file) => `${file.name} (${megabytes(file.size)})`).join(", ");
  status.classList.toggle("upload__status--bad", Boolean(problem));
  status.hidden = !status.textContent;
}

export function bindUploads(root) {
  for (const box of root.querySelectorAll("[data-sekin-upload]")) {
    const form = box.closest("form");
    if (form?.dataset.sekinUploadUrl) new Upload(box, form).bind();
    else for (const input of box.querySelectorAll("input[type=file]")) input.addEventListener("change", () => describe(box, input));
  }
}

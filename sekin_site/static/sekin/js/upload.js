// data-sekin-upload around a file field: says what was chosen, and whether it is too large, before it is sent.
// The server checks size and content again.

const size = new Intl.NumberFormat("id", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${size.format(bytes / 1024 / 1024)} MB`;

function describe(box, input) {
  const limit = Number(box.dataset.sekinMaxBytes) || Infinity;
  const files = [...input.files];
  const tooLarge = files.find((file) => file.size > limit);
  const status = box.querySelector("[role=status]");
  const problem = tooLarge
    ? `${tooLarge.name} berukuran ${megabytes(tooLarge.size)}, paling besar ${megabytes(limit)}. Pilih berkas lain.`
    : "";
  input.setCustomValidity(problem);
  status.textContent = problem || files.map((file) => `${file.name} (${megabytes(file.size)})`).join(", ");
  status.classList.toggle("upload__status--bad", Boolean(problem));
  status.hidden = !status.textContent;
}

export function bindUploads(root) {
  for (const box of root.querySelectorAll("[data-sekin-upload]")) {
    const input = box.querySelector("input[type=file]");
    input?.addEventListener("change", () => describe(box, input));
  }
}

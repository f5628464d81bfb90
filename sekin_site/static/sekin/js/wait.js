// data-sekin-wait-for-line on a form: without a connection the press is not lost in the browser's error page. The person
// is asked, and the form is sent as soon as the server answers again.

import { make, makeButton } from "./make.js";

const AGAIN_MS = 10000;
const PATIENCE_MS = 8000;

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

function ask(form, say) {
  const wait = () => {
    say("Menunggu sambungan. Biarkan halaman ini terbuka.");
    const timer = setInterval(again, AGAIN_MS);
    window.addEventListener("online", again);
    async function again() {
      if (!(await answers()) || form.dataset.sekinLine) return;
      clearInterval(timer);
      window.removeEventListener("online", again);
      say("Tersambung. Mengirim…");
      send(form);
    }
  };
  const yes = makeButton("Ya, kirim nanti", wait, "btn btn--small btn--primary");
  const no = makeButton("Tidak", () => say("Belum terkirim. Tekan Kirim bila sudah tersambung."));
  say("Tidak ada sambungan, jadi belum terkirim. Kirim sendiri begitu tersambung lagi?", yes, no);
}

function send(form, button) {
  form.dataset.sekinLine = "yes"; // this press goes through
  form.requestSubmit(button);
  delete form.dataset.sekinLine;
}

export function bindWait(root) {
  for (const form of root.querySelectorAll("form[data-sekin-wait-for-line]")) {
    const box = make("div", { className: "callout callout--warning", role: "status", hidden: true });
    form.append(box);
    const say = (text, ...buttons) => {
      box.replaceChildren(make("p", { className: "callout__body", textContent: text }), ...buttons);
      box.hidden = false;
    };
    let isAsking = false;
    form.addEventListener("submit", async (event) => {
      if (form.dataset.sekinLine) return;
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      const isThere = await answers();
      isAsking = false;
      if (isThere) send(form, event.submitter);
      else ask(form, say);
    });
  }
}

// data-sekin-autosave on a form, with data-sekin-autosave-url: saves 1.5 s after the last key and when a field is left.
// The server answers {"saved_at": "14.03", "version": 5, "missing": 3}, to a rater with "suggestions": {key: text} as well,
// or {"code", "message"} when it refuses.
// Until the server has it, a copy stays in this browser and is offered again, also after a new login.

import { forget, keep, offer } from "./draft.js";
import { make } from "./make.js";

const QUIET_MS = 1500;
const RETRY_MS = [5000, 15000, 30000, 60000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.sekinAutosaveUrl;
    this.key = `${document.body.dataset.sekinUser ?? ""}:${this.url}`;
    this.status = form.querySelector("[data-sekin-autosave-status]");
    this.isDirty = false; // typed since the last request began
    this.isUnsaved = false; // the server does not have everything yet
    this.isStopped = false; // the server said that trying again is of no use
    this.running = null;
    this.failures = 0;
  }

  bind() {
    this.offerCopy();
    for (const name of ["input", "change"]) this.form.addEventListener(name, (event) => this.touch(event));
    this.form.addEventListener("focusout", () => this.isDirty && this.save());
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("online", () => this.isUnsaved && this.save());
    window.addEventListener("beforeunload", (event) => this.isUnsaved && event.preventDefault());
  }

  touch(event) {
    if (event.target.type === "file") return; // files go with the real submit
    this.isDirty = true;
    this.isUnsaved = true;
    keep(this.key, this.form);
    this.later(QUIET_MS);
  }

  later(wait) {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.save(), wait);
  }

  save() {
    clearTimeout(this.timer);
    if (this.isStopped) return Promise.resolve();
    // One request at a time: the next one needs the version that this one brings.
    this.running ??= this.send().finally(() => {
      this.running = null;
      if (this.isDirty) this.later(QUIET_MS);
    });
    return this.running;
  }

  async send() {
    this.say("saving", "Menyimpan…");
    this.isDirty = false;
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    let response;
    try {
      response = await fetch(this.url, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      return this.retry("Belum tersimpan: tidak ada sambungan, akan dicoba lagi");
    }
    const isJson = response.headers.get("Content-Type")?.includes("application/json");
    if (response.redirected || response.status === 401) return this.askLogin();
    if (!isJson) return this.unanswered(response.status);
    const answer = await response.json();
    if (answer.code === "new_login") return this.afterLogin(answer);
    return response.ok && answer.saved_at ? this.saved(answer) : this.refuse(answer);
  }

  saved(answer) {
    this.failures = 0;
    if (this.form.elements.version) this.form.elements.version.value = answer.version;
    this.isUnsaved = this.isDirty;
    if (!this.isDirty) forget(this.key);
    for (const place of document.querySelectorAll("[data-sekin-missing]")) {
      place.textContent = answer.missing;
      place.parentElement.hidden = !answer.missing;
    }
    for (const [key, text] of Object.entries(answer.suggestions ?? {})) {
      const place = document.getElementById(`field-${key}-suggestion`);
      if (place) Object.assign(place, { textContent: text, hidden: !text });
    }
    this.say("saved", `Tersimpan ${answer.saved_at}`);
  }

  retry(sentence) {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.say("offline", sentence);
    this.later(wait);
  }

  unanswered(status) {
    if (status === 404) this.refuse({ message: "evaluasi ini tidak ada lagi bagi Anda." });
    else if (status === 413) this.refuse({ code: "invalid", message: "terlalu besar untuk dikirim sekaligus." });
    else this.retry("Belum tersimpan: server sedang sibuk, akan dicoba lagi");
  }

  // The page is older than the login of this browser.
  afterLogin({ user, token }) {
    if (user === null) return this.askLogin();
    if (String(user) !== document.body.dataset.sekinUser) {
      return this.refuse({ message: "di tab lain Anda masuk sebagai orang lain. Masuk lagi sebagai Anda, lalu muat ulang." });
    }
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    const isFirst = !this.failures;
    this.retry("Anda masuk kembali di tab lain. Menyimpan lagi…");
    if (isFirst) this.later(0); // a browser that takes no new token is not asked without a pause
  }

  refuse(answer) {
    // Conflict, deadline, closed period: trying again would not help. A wrong value can be mended.
    this.isStopped = answer.code !== "invalid";
    this.say("error", `Belum tersimpan: ${answer.message ?? "muat ulang halaman ini."}`);
  }

  askLogin() {
    this.isUnsaved = false;
    this.isStopped = true;
    const next = encodeURIComponent(location.pathname + location.search);
    this.say("error", "Sesi Anda habis. Isian Anda disimpan di perangkat ini. ");
    this.status?.append(make("a", { href: `/masuk/?next=${next}`, textContent: "Masuk lagi" }));
  }

  async onSubmit(event) {
    clearTimeout(this.timer);
    if (this.running) {
      event.preventDefault();
      await this.running;
      this.form.requestSubmit(event.submitter);
      return;
    }
    this.isUnsaved = false; // the submit carries everything: no warning on the way out
  }

  offerCopy() {
    const used = () => {
      this.isUnsaved = true;
      this.save();
    };
    const isThere = offer(this.key, this.form, { used, dropped: () => this.say("", "") });
    if (isThere) this.say("error", "Ada isian yang belum tersimpan: lihat di awal formulir");
  }

  say(state, sentence) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.textContent = sentence;
  }
}

export function bindAutosave(root) {
  for (const form of root.querySelectorAll("form[data-sekin-autosave]")) new Autosave(form).bind();
}

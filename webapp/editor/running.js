// Runs the query without leaving the page, so that it can be cancelled; the address follows.

const LONGEST = 6000; // characters of an address that browsers, proxies and mail carry safely

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Runner {
  #form;
  #texts;
  #onAnswer;
  #running = null;
  #cancel = document.getElementById("cancel");
  #status = document.getElementById("status");

  constructor(form, texts, onAnswer) {
    this.#form = form;
    this.#texts = texts;
    this.#onAnswer = onAnswer;
  }

  listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(event.submitter);
    });
    this.#cancel.addEventListener("click", () => this.#stop());
    addEventListener("pagehide", () => this.#running && this.#free(this.#running.id));
    addEventListener("popstate", () => location.reload());
  }

  async #run(submitter) {
    await this.#stop();
    const given = new URLSearchParams(new FormData(this.#form, submitter));
    for (const [name, value] of [...given]) if (!value) given.delete(name, value);
    const address = `${this.#form.action}?${given}`;
    const isLong = address.length > LONGEST;
    const running = (this.#running = { id: newId(), started: Date.now() });
    this.#wait(running);
    try {
      const answer = await fetch(isLong ? this.#form.action : address, {
        method: isLong ? "POST" : "GET",
        body: isLong ? given : undefined,
        headers: { "X-Query-Id": running.id, Accept: "text/html" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (this.#running !== running) return;
      if (!page.getElementById("answer")) throw new Error(page.querySelector("main")?.textContent);
      for (const part of ["#answer", "footer.colophon"]) {
        document.querySelector(part).replaceWith(page.querySelector(part));
      }
      document.title = page.title;
      if (isLong) history.replaceState(null, "", this.#form.action);
      else if (address !== location.href) history.pushState(null, "", address);
      this.#tell(document.querySelector("#answer .told")?.textContent ?? "");
      this.#onAnswer();
    } catch (error) {
      if (this.#running === running) this.#tell(error.message || this.#texts.failed);
    } finally {
      if (this.#running === running) this.#end();
    }
  }

  #wait(running) {
    this.#cancel.hidden = false;
    this.#tell(this.#texts.running);
    document.getElementById("answer").setAttribute("aria-busy", "true");
    running.clock = setInterval(() => {
      const seconds = Math.round((Date.now() - running.started) / 1000);
      document.getElementById("clock").textContent = `${seconds} s`;
    }, 1000);
  }

  #end() {
    clearInterval(this.#running.clock);
    document.getElementById("clock").textContent = "";
    document.getElementById("answer").removeAttribute("aria-busy");
    this.#cancel.hidden = true;
    this.#running = null;
  }

  /** Frees the worker of a query; the beacon leaves even while the page closes. */
  #free(id) {
    return navigator.sendBeacon(this.#form.dataset.cancel, new URLSearchParams({ id }));
  }

  async #stop() {
    if (!this.#running) return;
    const { id } = this.#running;
    this.#end();
    const stopped = await fetch(this.#form.dataset.cancel, {
      method: "POST",
      body: new URLSearchParams({ id }),
    });
    this.#tell(stopped.ok ? this.#texts.cancelled : this.#texts.over);
  }

  #tell(text) {
    this.#status.textContent = text.trim();
  }
}

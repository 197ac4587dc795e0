// What is being written outlives a reload, and so does a question that has no answer yet.

const MAX_HEIGHT_PIXELS = 200;

export class Draft {
  /** `conversation()`: the id of the one that it belongs to, or null. */
  constructor(field, conversation) {
    this.field = field;
    this.conversation = conversation;
    field.addEventListener("input", () => {
      this.#keep(field.value);
      this.fit();
    });
  }

  restore() {
    this.field.value = this.#kept() ?? "";
    this.fit();
  }

  /** It is being answered: kept until it is. */
  pending(question) {
    this.waiting = { key: this.#key(), question };
    this.#keep(question);
  }

  /** The answer is there, or what became of it is said with a way to ask again. */
  settled() {
    const { key, question } = this.waiting;
    if (store((one) => one.getItem(key)) === question) store((one) => one.removeItem(key));
    // What was written meanwhile, before the conversation had its id.
    if (this.field.value) this.#keep(this.field.value);
  }

  /** As high as what is in it. */
  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, MAX_HEIGHT_PIXELS)}px`;
  }

  #key() {
    return `draft:${this.conversation() ?? "new"}`;
  }

  #kept() {
    return store((one) => one.getItem(this.#key()));
  }

  #keep(text) {
    store((one) => (text ? one.setItem(this.#key(), text) : one.removeItem(this.#key())));
  }
}

/** Null where the browser keeps nothing for the page. */
function store(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}

import { Conflict } from './coordinator.js';
import { byId } from './elements.js';

/** The line of a form that tells what is wrong. */
export class TroubleLine {
  #line;
  #isConflict = false;

  /** @param {string} id of an element that index.html has */
  constructor(id) {
    this.#line = byId(id);
  }

  /** @param {Error} error */
  tell(error) {
    this.#isConflict = error instanceof Conflict;
    this.#line.textContent = error.message;
  }

  clear() {
    this.#line.textContent = '';
  }

  /** Takes back what is true no longer, now that no backfill is under way. */
  clearConflict() {
    if (this.#isConflict) this.clear();
  }
}

import { button, byId, element, fill } from './elements.js';
import { TimeLeft } from './time-left.js';
import { countOf, daysOfJob, durationWords, feedName, momentWords, rangeWords, shareOf } from './words.js';

/** @import { Job } from './types.d.ts' */

/** The backfill that is under way, if one is. What stands there is changed in place: it may have the focus. */
export class Running {
  #place = byId('running');
  #onCancel;
  #timeLeft = new TimeLeft();
  #name = element('p', {});
  #bar = element('progress', { max: '1', 'aria-label': 'Progress of the backfill' });
  #values = Object.fromEntries(
    ['Done', 'At', 'Records', 'Pages', 'Time left'].map((name) => [name, element('dd', {})]),
  );
  #error = element('p', { class: 'error', role: 'alert' });
  #cancel;
  /** @type {Job | undefined} */
  #job;

  /** @param {(job: Job) => Promise<void>} onCancel rejects with what to tell */
  constructor(onCancel) {
    this.#onCancel = onCancel;
    this.#cancel = button({}, 'Cancel', () => void this.#doCancel());
    this.show(undefined);
  }

  /** @param {Job | undefined} job */
  show(job) {
    const isOther = job?.id !== this.#job?.id || job === undefined;
    this.#job = job;
    if (job === undefined) return this.#showNote('Nothing is being fetched.');
    const share = shareOf(job);
    const left = this.#timeLeft.observe(job.id, share, performance.now());
    const texts = {
      Done: `${(share * 100).toFixed(1)} %`,
      At: momentWords(job.cursor_ts),
      Records: countOf(job.records_written),
      Pages: countOf(job.pages_fetched),
      'Time left': left === undefined ? 'not known yet' : `about ${durationWords(left)}`,
    };
    this.#name.textContent = `${feedName(job)} · ${rangeWords(daysOfJob(job))}${job.status === 'pending' ? ' · waiting' : ''}`;
    this.#bar.value = share;
    for (const [name, text] of Object.entries(texts)) {
      const value = this.#values[name];
      if (value !== undefined) value.textContent = text;
    }
    if (!isOther) return;
    this.#error.textContent = '';
    this.#cancel.disabled = false;
    const figures = Object.entries(this.#values).map(([name, value]) =>
      element('div', {}, element('dt', {}, name), value),
    );
    fill(
      this.#place,
      element(
        'div',
        { class: 'under-way' },
        this.#name,
        this.#bar,
        element('dl', { class: 'figures' }, ...figures),
        element('div', { class: 'row' }, this.#cancel),
        this.#error,
      ),
    );
  }

  /** @param {string} words why there is nothing to see */
  showNothing(words) {
    this.#job = undefined;
    this.#showNote(words);
  }

  /** @param {string} words */
  #showNote(words) {
    const hadFocus = this.#place.contains(document.activeElement);
    fill(this.#place, element('p', { class: 'note' }, words));
    if (hadFocus) byId('main').focus({ preventScroll: true });
  }

  async #doCancel() {
    if (this.#job === undefined) return;
    this.#cancel.disabled = true;
    this.#error.textContent = '';
    try {
      await this.#onCancel(this.#job);
    } catch (error) {
      this.#error.textContent = /** @type {Error} */ (error).message;
      this.#cancel.disabled = false;
    }
  }
}

import { button, byId, element, fill, table } from './elements.js';
import { TroubleLine } from './trouble-line.js';
import {
  countOf,
  daysOfJob,
  durationWords,
  feedName,
  isActive,
  momentOf,
  momentWords,
  rangeWords,
  shareOf,
  stateOf,
} from './words.js';

/** @import { Job } from './types.d.ts' */

/** The newest backfills, by state; one that failed or was cancelled can be retried. */
export class History {
  #place = byId('history');
  #state = /** @type {HTMLSelectElement} */ (byId('history-state'));
  /** What is wrong with a retry. */
  trouble = new TroubleLine('history-error');
  #onRetry;
  /** @type {readonly Job[]} */
  #jobs = [];
  #drawn = '';

  /** @param {(job: Job) => Promise<void>} onRetry rejects with what to tell */
  constructor(onRetry) {
    this.#onRetry = onRetry;
    this.#state.addEventListener('change', () => this.show(this.#jobs));
  }

  /** @param {readonly Job[]} jobs the newest first */
  show(jobs) {
    this.#jobs = jobs;
    const drawn = JSON.stringify([this.#state.value, jobs]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const wanted = jobs.filter((job) => isOfState(job, this.#state.value));
    if (wanted.length === 0) {
      const words = jobs.length === 0 ? 'No backfill yet.' : 'No backfill in this state.';
      fill(this.#place, element('p', { class: 'note' }, words));
      return;
    }
    const isBusy = jobs.some(isActive);
    const columns = [
      { title: 'Backfill' },
      { title: 'State' },
      { title: 'Done', isNumber: true },
      { title: 'Records', isNumber: true },
      { title: 'Pages', isNumber: true },
      { title: 'Started (UTC)' },
      { title: 'Took', isNumber: true },
    ];
    fill(
      this.#place,
      table(
        'Backfills',
        columns,
        wanted.map((job) => this.#row(job, isBusy)),
      ),
    );
  }

  /** @param {string} words why there is nothing to see */
  showNothing(words) {
    this.#drawn = '';
    fill(this.#place, element('p', { class: 'note' }, words));
  }

  /**
   * @param {Job} job
   * @param {boolean} isBusy whether one is under way, which every other has to wait for
   */
  #row(job, isBusy) {
    const what = element('div', {}, feedName(job));
    what.append(element('span', { class: 'second-line' }, rangeWords(daysOfJob(job))));
    const state = element('div', {}, element('span', { class: `state-${stateOf(job)}` }, stateOf(job)));
    if (job.error !== null && job.cancelled !== true) {
      state.append(element('span', { class: 'second-line reason' }, job.error));
    }
    if (job.status === 'failed') state.append(element('div', {}, this.#retryButton(job, isBusy)));
    const took = momentOf(job.updated_at) - momentOf(job.created_at);
    return [
      what,
      state,
      `${Math.floor(shareOf(job) * 100)} %`,
      countOf(job.records_written),
      countOf(job.pages_fetched),
      momentWords(job.created_at),
      isActive(job) ? '' : durationWords(took),
    ];
  }

  /**
   * @param {Job} job
   * @param {boolean} isBusy
   */
  #retryButton(job, isBusy) {
    const words = `Retry ${feedName(job)}, ${rangeWords(daysOfJob(job))}`;
    const retry = button(
      {
        'data-key': job.id,
        'aria-label': words,
        disabled: isBusy,
        title: isBusy ? 'Another backfill is under way' : 'Goes on where it stood',
      },
      'Retry',
      () => {
        retry.disabled = true;
        this.trouble.clear();
        this.#onRetry(job).catch((error) => {
          this.trouble.tell(error);
          retry.disabled = false;
        });
      },
    );
    return retry;
  }
}

/**
 * @param {Job} job
 * @param {string} state
 */
function isOfState(job, state) {
  if (state === 'all') return true;
  return state === 'running' ? isActive(job) : stateOf(job) === state;
}

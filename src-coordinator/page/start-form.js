import { byId, element } from './elements.js';
import { TroubleLine } from './trouble-line.js';
import { dayAfter, dayOf, feedName, momentOf } from './words.js';

/** @import { DayRange, FeedSummary } from './types.d.ts' */

const usualDays = 30;

/** Asks for a backfill of whole days. */
export class StartForm {
  #feed = /** @type {HTMLSelectElement} */ (byId('start-feed'));
  #first = /** @type {HTMLInputElement} */ (byId('start-first'));
  #last = /** @type {HTMLInputElement} */ (byId('start-last'));
  #button = /** @type {HTMLButtonElement} */ (byId('start-button'));
  /** What is wrong with what it asks for. */
  trouble = new TroubleLine('start-error');
  #onStart;
  /** @type {readonly FeedSummary[]} */
  #feeds = [];

  /**
   * @param {(request: object) => Promise<void>} onStart rejects with what to tell
   * @param {(feed: FeedSummary) => void} onFeed
   * @param {(days: DayRange | undefined) => void} onDays
   */
  constructor(onStart, onFeed, onDays) {
    this.#onStart = onStart;
    const form = byId('start-form');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#feed.addEventListener('change', () => {
      const feed = this.#feeds.find((candidate) => feedName(candidate) === this.#feed.value);
      if (feed !== undefined) onFeed(feed);
    });
    for (const field of [this.#first, this.#last]) {
      field.addEventListener('change', () => {
        this.trouble.clear();
        onDays(this.days());
      });
    }
  }

  /** @param {readonly FeedSummary[]} feeds */
  offer(feeds) {
    this.#feeds = feeds;
    const names = feeds.map(feedName);
    if (names.join('\n') === [...this.#feed.options].map(({ value }) => value).join('\n')) return;
    const before = this.#feed.value;
    this.#feed.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
    if (names.includes(before)) this.#feed.value = before;
  }

  /**
   * Takes over a feed, with the days that it most likely lacks: from its newest day until today.
   *
   * @param {FeedSummary} feed
   */
  choose(feed) {
    const today = dayOf(Date.now());
    this.#feed.value = feedName(feed);
    this.#last.max = today;
    this.#first.max = today;
    this.#last.value = today;
    this.#first.value =
      feed.newest_ts === null ? dayAfter(today, 1 - usualDays) : dayOf(momentOf(feed.newest_ts));
    this.trouble.clear();
  }

  /** @param {DayRange} days */
  chooseDays({ first, last }) {
    this.#first.value = first;
    this.#last.value = last;
    this.trouble.clear();
  }

  /** @returns {DayRange | undefined} undefined for what is no range */
  days() {
    const [first, last] = [this.#first.value, this.#last.value];
    return first === '' || last === '' || last < first ? undefined : { first, last };
  }

  async #submit() {
    const feed = this.#feeds.find((candidate) => feedName(candidate) === this.#feed.value);
    const days = this.days();
    const problem = this.#problemOf(feed, days);
    this.trouble.clear();
    if (problem !== undefined) this.trouble.tell(new Error(problem));
    if (feed === undefined || days === undefined || problem !== undefined) return;
    this.#button.disabled = true;
    try {
      const { source, subject, kind, granularity } = feed;
      // The coordinator takes ranges whose end is outside.
      await this.#onStart({
        source,
        subject,
        kind,
        granularity,
        start: days.first,
        end: dayAfter(days.last, 1),
      });
    } catch (error) {
      this.trouble.tell(/** @type {Error} */ (error));
    } finally {
      this.#button.disabled = false;
    }
  }

  /**
   * @param {FeedSummary | undefined} feed
   * @param {DayRange | undefined} days
   */
  #problemOf(feed, days) {
    if (feed === undefined) return 'Choose a feed.';
    if (this.#first.value === '' || this.#last.value === '') return 'Give the first and the last day.';
    if (days === undefined) return 'The last day is before the first. Swap them.';
    if (days.last > dayOf(Date.now())) return 'The last day is in the future. Choose today or a day before.';
    return undefined;
  }
}

import { button, byId, fill, table } from './elements.js';
import { countOf, feedName, momentWords } from './words.js';

/** @import { FeedSummary } from './types.d.ts' */

/** The configured feeds with what there is of them; one of them is chosen for the calendar. */
export class Feeds {
  #place = byId('feeds');
  #onChoose;
  #drawn = '';

  /** @param {(feed: FeedSummary) => void} onChoose */
  constructor(onChoose) {
    this.#onChoose = onChoose;
  }

  /**
   * @param {readonly FeedSummary[]} feeds
   * @param {string} chosen name of a feed
   */
  show(feeds, chosen) {
    const drawn = JSON.stringify([feeds, chosen]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const columns = [
      { title: 'Feed' },
      { title: 'Records', isNumber: true },
      { title: 'Oldest (UTC)' },
      { title: 'Newest (UTC)' },
    ];
    const rows = feeds.map((feed) => [
      button(
        {
          'data-key': feedName(feed),
          'aria-pressed': String(feedName(feed) === chosen),
          title: 'Show its days',
        },
        feedName(feed),
        () => this.#onChoose(feed),
      ),
      countOf(feed.record_count),
      feed.oldest_ts === null ? '–' : momentWords(feed.oldest_ts),
      feed.newest_ts === null ? '–' : momentWords(feed.newest_ts),
    ]);
    fill(this.#place, table('Feeds', columns, rows));
  }
}

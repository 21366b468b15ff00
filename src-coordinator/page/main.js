import { Calendar } from './calendar.js';
import { ask, Conflict, keepKey, keptKey, KeyNeeded } from './coordinator.js';
import { byId } from './elements.js';
import { Feeds } from './feeds.js';
import { History } from './history.js';
import { Polling } from './polling.js';
import { Running } from './running.js';
import { StartForm } from './start-form.js';
import { countOf, feedName, isActive, momentOf, stateOf } from './words.js';

/** @import { FeedSummary, Job } from './types.d.ts' */

/** @type {FeedSummary | undefined} */
let chosen;
/** @type {readonly FeedSummary[]} */
let feeds = [];
/** What the jobs looked like when they were last asked for. */
let seen = '';
/** @type {Job | undefined} */
let active;

const calendar = new Calendar(
  () => void guarded(showDays),
  (days) => {
    form.chooseDays(days);
    calendar.mark(days);
  },
);
const feedTable = new Feeds((feed) => void guarded(() => choose(feed)));
const form = new StartForm(
  (request) => change('/reports/backfill', request),
  (feed) => void guarded(() => choose(feed)),
  (days) => calendar.mark(days),
);
const running = new Running((job) => change(pathOf(job, 'cancel')));
const history = new History((job) => change(pathOf(job, 'retry')));
const polling = new Polling(look);

/**
 * @param {Job} job
 * @param {'cancel' | 'retry'} what
 */
function pathOf(job, what) {
  return `/reports/backfill/jobs/${encodeURIComponent(job.id)}/${what}`;
}

/**
 * Has the coordinator change its backfills, and looks how they are then.
 *
 * @param {string} path
 * @param {object} [body]
 */
async function change(path, body) {
  try {
    await keyed(() => ask(path, { method: 'POST', body }));
  } catch (error) {
    // What is in the way may be new here. Whoever asked tells of the refusal before it is seen.
    if (error instanceof Conflict) void polling.now();
    throw error;
  }
  await polling.now();
}

/** Looks how the backfills are, and at the rest when that has changed. */
async function look() {
  try {
    if (feeds.length === 0) await showFeeds();
    /** @type {Job[]} */
    const jobs = await ask('/reports/backfill/jobs');
    const now = JSON.stringify(jobs);
    const hasMoved = now !== seen;
    if (hasMoved) {
      tellEnd(jobs);
      active = jobs.find(isActive);
      running.show(active);
      history.show(jobs);
      if (active === undefined) {
        form.trouble.clearConflict();
        history.trouble.clearConflict();
      }
      await showFeeds();
      await showDays();
      seen = now;
    }
    tell(active === undefined ? 'Connected' : 'Connected, a backfill is under way');
    byId('forget-key').hidden = keptKey() === null;
    byId('key').hidden = true;
    if (active === undefined) return 'idle';
    return hasMoved ? 'moved' : 'stands';
  } catch (error) {
    const outcome = refused(error);
    // The days may be open to whom the backfills are not.
    if (outcome === 'stop') await showDays().catch(() => {});
    return outcome;
  }
}

/**
 * @param {unknown} error
 * @returns {'stop' | 'failed'}
 */
function refused(error) {
  const { message } = /** @type {Error} */ (error);
  if (!(error instanceof KeyNeeded)) {
    tell(message, true);
    return 'failed';
  }
  keepKey(null);
  seen = '';
  tell('The key is needed', true);
  byId('forget-key').hidden = true;
  byId('key-error').textContent = message;
  const panel = byId('key');
  if (panel.hidden) {
    panel.hidden = false;
    byId('key-value').focus();
  }
  active = undefined;
  running.showNothing('Give the key to see it.');
  history.showNothing('Give the key to see it.');
  return 'stop';
}

/**
 * What a person asked for: a key that is missing is asked for, other trouble is told on top.
 *
 * @param {() => Promise<void>} work
 */
async function guarded(work) {
  try {
    await work();
  } catch (error) {
    refused(error);
  }
}

/**
 * What a form asked for: a key that is missing is asked for, all trouble is the form's to tell.
 *
 * @template Answer
 * @param {() => Promise<Answer>} work
 */
async function keyed(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyNeeded) refused(error);
    throw error;
  }
}

async function showFeeds() {
  feeds = await ask('/reports/feeds');
  form.offer(feeds);
  const before = chosen;
  chosen =
    before === undefined
      ? (feeds.find(({ newest_ts: newest }) => newest !== null) ?? feeds[0])
      : (feeds.find((feed) => feedName(feed) === feedName(before)) ?? feeds[0]);
  if (chosen === undefined) return;
  if (before === undefined) form.choose(chosen);
  feedTable.show(feeds, feedName(chosen));
  calendar.offerYears(firstYearOf(chosen));
  if (before === undefined) goToNewest(chosen);
}

/** @param {FeedSummary} feed */
async function choose(feed) {
  chosen = feed;
  form.choose(feed);
  calendar.mark(undefined);
  feedTable.show(feeds, feedName(feed));
  calendar.offerYears(firstYearOf(feed));
  goToNewest(feed);
  await showDays();
}

async function showDays() {
  const feed = chosen;
  if (feed === undefined) return;
  byId('calendar-title').textContent = `Days of ${feedName(feed)}`;
  const { first, last } = calendar.range();
  const { source, subject, kind, granularity } = feed;
  const query = new URLSearchParams({ source, subject, kind, granularity, start: first, end: last });
  const entries = await ask(`/data/backfill/index?${query}`);
  // Another one may have been chosen meanwhile.
  if (feed === chosen && first === calendar.range().first) calendar.show(feedName(feed), entries);
}

/** @param {FeedSummary} feed */
function goToNewest({ newest_ts: newest }) {
  if (newest !== null) calendar.goTo(newest.slice(0, 4));
}

/** @param {FeedSummary} feed */
function firstYearOf({ oldest_ts: oldest }) {
  const thisYear = new Date().getUTCFullYear();
  return oldest === null ? thisYear : Math.min(thisYear, new Date(momentOf(oldest)).getUTCFullYear());
}

/**
 * Says aloud how what was under way has ended.
 *
 * @param {readonly Job[]} jobs
 */
function tellEnd(jobs) {
  const ended = jobs.find(({ id }) => id === active?.id);
  if (ended === undefined || isActive(ended)) return;
  const why = stateOf(ended) === 'failed' ? `: ${ended.error}` : '';
  byId('announcement').textContent =
    `Backfill of ${feedName(ended)} ${stateOf(ended)}, ${countOf(ended.records_written)} records${why}`;
}

/**
 * @param {string} words
 * @param {boolean} [isBroken]
 */
function tell(words, isBroken = false) {
  const line = byId('connection');
  line.textContent = `${location.host} · ${words}`;
  line.classList.toggle('broken', isBroken);
}

byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (byId('key-value'));
  if (field.value === '') {
    byId('key-error').textContent = 'Give the key that the coordinator was started with.';
    return;
  }
  keepKey(field.value);
  field.value = '';
  byId('key-error').textContent = '';
  void polling.now();
});
byId('forget-key').addEventListener('click', () => {
  keepKey(null);
  void polling.now();
});
await polling.now();

import { calendarDays, daysOfYear, monthsOf, stretchesOf, weekdayOf } from './calendar-days.js';
import { byId, element, fill, table } from './elements.js';
import { countOf, dayOf, rangeWords, sizeOf } from './words.js';

/** @import { CalendarDay, DayRange, IndexEntry } from './types.d.ts' */

/** @type {Readonly<Record<string, number>>} */
const stepOfKey = {
  ArrowUp: -1,
  ArrowDown: 1,
  ArrowLeft: -7,
  ArrowRight: 7,
  PageUp: -28,
  PageDown: 28,
  Home: -366,
  End: 366,
};

/** The days of one feed in one year: a square a day, or a table. Choosing days hands them on. */
export class Calendar {
  #place = byId('calendar');
  #year = /** @type {HTMLSelectElement} */ (byId('calendar-year'));
  #asTable = byId('calendar-as-table');
  #onChoose;
  /** @type {CalendarDay[]} */
  #days = [];
  #feed = '';
  /** @type {DayRange | undefined} */
  #chosen;
  #current = '';

  /**
   * @param {() => void} onYear when another year is wanted
   * @param {(days: DayRange) => void} onChoose
   */
  constructor(onYear, onChoose) {
    this.#onChoose = onChoose;
    this.#year.addEventListener('change', onYear);
    this.#asTable.addEventListener('click', () => {
      const wasTable = this.#asTable.getAttribute('aria-pressed') === 'true';
      this.#asTable.setAttribute('aria-pressed', String(!wasTable));
      this.#draw();
    });
  }

  /**
   * Offers the years from the first that has records to this one.
   *
   * @param {number} firstYear
   */
  offerYears(firstYear) {
    const thisYear = new Date().getUTCFullYear();
    const years = Array.from({ length: thisYear - firstYear + 1 }, (_, at) => String(thisYear - at));
    if (years.join() === [...this.#year.options].map(({ value }) => value).join()) return;
    const before = this.#year.value;
    this.#year.replaceChildren(...years.map((year) => element('option', { value: year }, year)));
    if (years.includes(before)) this.#year.value = before;
  }

  /** @returns {DayRange} what is shown */
  range() {
    return daysOfYear(Number(this.#year.value), dayOf(Date.now()));
  }

  /** @param {string} year */
  goTo(year) {
    this.#year.value = year;
  }

  /**
   * @param {string} feed whose days they are
   * @param {readonly IndexEntry[]} entries of the range
   */
  show(feed, entries) {
    const days = calendarDays(this.range(), entries);
    const isOther = feed !== this.#feed || days[0]?.day !== this.#days[0]?.day;
    if (!isOther && JSON.stringify(days) === JSON.stringify(this.#days)) return;
    // Of other days the newest are looked for, which is where a scroller begins.
    const scrolled = isOther ? 0 : (this.#place.querySelector('.calendar-scroller')?.scrollLeft ?? 0);
    this.#feed = feed;
    this.#days = days;
    if (!this.#days.some(({ day }) => day === this.#current)) this.#current = this.#days.at(-1)?.day ?? '';
    this.#draw();
    this.#place.querySelector('.calendar-scroller')?.scrollTo({ left: scrolled });
  }

  /** @param {DayRange | undefined} days to mark */
  mark(days) {
    this.#chosen = days;
    for (const square of this.#squares()) this.#markSquare(square);
  }

  #draw() {
    if (this.#days.length === 0) return;
    const isTable = this.#asTable.getAttribute('aria-pressed') === 'true';
    fill(this.#place, isTable ? this.#table() : this.#weeks(), this.#legend());
  }

  #table() {
    const rows = stretchesOf(this.#days)
      .toReversed()
      .map(({ first, last, state, days, records }) => [
        rangeWords({ first, last }),
        state,
        countOf(days),
        countOf(records),
      ]);
    const columns = [
      { title: 'Days (UTC)' },
      { title: 'State' },
      { title: 'Days', isNumber: true },
      { title: 'Records', isNumber: true },
    ];
    return element(
      'div',
      { class: 'scroller', role: 'group', 'aria-labelledby': 'calendar-title', tabindex: '0' },
      table('Days', columns, rows),
    );
  }

  #weeks() {
    const months = element('div', { class: 'months', 'aria-hidden': 'true' });
    const { last } = this.range();
    for (const { name, week } of monthsOf(Number(this.#year.value), last)) {
      const label = element('span', {}, name);
      label.style.gridColumnStart = String(week + 1);
      label.style.gridRowStart = '1';
      months.append(label);
    }
    const weeks = element('div', { class: 'weeks', role: 'group', 'aria-labelledby': 'calendar-title' });
    for (const day of this.#days) weeks.append(this.#square(day));
    const first = /** @type {HTMLElement | null} */ (weeks.firstElementChild);
    if (first !== null) first.style.gridRowStart = String(weekdayOf(this.#days[0]?.day ?? '') + 1);
    weeks.addEventListener('keydown', (event) => this.#move(event));
    return element('div', { class: 'calendar-scroller' }, element('div', {}, months, weeks));
  }

  /** @param {CalendarDay} day */
  #square(day) {
    const words = describe(day);
    const square = element('button', {
      type: 'button',
      class: `day ${day.state}`,
      title: words,
      'aria-label': words,
      'data-key': day.day,
      tabindex: day.day === this.#current ? '0' : '-1',
    });
    square.addEventListener('click', (event) => {
      const anchor = event.shiftKey && this.#chosen !== undefined ? this.#chosen.first : day.day;
      this.#focusOn(day.day);
      this.#onChoose(anchor <= day.day ? { first: anchor, last: day.day } : { first: day.day, last: anchor });
    });
    this.#markSquare(square);
    return square;
  }

  /** @param {HTMLElement} square */
  #markSquare(square) {
    const day = square.dataset['key'] ?? '';
    const isChosen = this.#chosen !== undefined && day >= this.#chosen.first && day <= this.#chosen.last;
    square.classList.toggle('chosen', isChosen);
    square.setAttribute('aria-pressed', String(isChosen));
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = stepOfKey[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = this.#days.findIndex(({ day }) => day === this.#current);
    const next = this.#days[Math.min(this.#days.length - 1, Math.max(0, at + step))];
    if (next !== undefined) this.#focusOn(next.day);
  }

  /** @param {string} day */
  #focusOn(day) {
    this.#current = day;
    for (const square of this.#squares()) square.tabIndex = square.dataset['key'] === day ? 0 : -1;
    this.#squares()
      .find((square) => square.dataset['key'] === day)
      ?.focus();
  }

  /** @returns {HTMLElement[]} */
  #squares() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.#place.querySelectorAll('.weeks .day'))];
  }

  #legend() {
    /** @type {CalendarDay['state'][]} */
    const states = ['complete', 'partial', 'absent'];
    return element(
      'ul',
      { class: 'legend', 'aria-label': 'What the squares mean' },
      ...states.map((state) => {
        const count = this.#days.filter((day) => day.state === state).length;
        const square = element('span', { class: `day ${state}`, 'aria-hidden': 'true' });
        return element('li', {}, square, `${state}: ${countOf(count)}`);
      }),
    );
  }
}

/** @param {CalendarDay} day */
function describe({ day, state, records, sizeBytes }) {
  if (state === 'absent') return `${day}: absent`;
  return `${day}: ${state}, ${countOf(records)} records, ${sizeOf(sizeBytes)}`;
}

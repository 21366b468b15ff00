import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { CalendarDay } from '../../../src-core/api/contract/data.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './calendar.module.css';
import { describeDay, hasOddRows, layOutCalendar, signOfDay } from './calendar-layout.ts';

/** Days, both ends included, `YYYY-MM-DD`. */
export interface DayRange {
  readonly firstDay: string;
  readonly lastDay: string;
}

export interface DayCalendarProps {
  label: string;
  /** Every day of the range, in order. */
  days: readonly CalendarDay[];
  selection?: DayRange | null;
  /** Dragging, or Shift with the arrows, selects. Left out, the calendar is only looked at. */
  onSelect?: (range: DayRange) => void;
}

const stepOfKey: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  ArrowLeft: -7,
  ArrowRight: 7,
  PageUp: -28,
  PageDown: 28,
};

/** Days as small squares: shape, sign and colour all say how a day stands. One stop for the Tab key, arrows inside. */
export function DayCalendar({ label, days, selection = null, onSelect }: DayCalendarProps) {
  const blocks = useMemo(() => layOutCalendar(days), [days]);
  const indexOf = useMemo(() => new Map(days.map(({ day }, index) => [day, index])), [days]);
  const [current, setCurrent] = useState(days.at(-1)?.day ?? '');
  const [anchor, setAnchor] = useState<string | null>(null);
  const isDragging = useRef(false);
  const cells = useRef(new Map<string, HTMLElement>());
  const focusDay = indexOf.has(current) ? current : (days.at(-1)?.day ?? '');

  const select = (from: string, to: string): void =>
    onSelect?.(from <= to ? { firstDay: from, lastDay: to } : { firstDay: to, lastDay: from });
  const move = (event: KeyboardEvent): void => {
    const ends: Readonly<Record<string, number>> = { Home: -days.length, End: days.length };
    const step = stepOfKey[event.key] ?? ends[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      setAnchor(focusDay);
      select(focusDay, focusDay);
    }
    if (step === undefined) return;
    event.preventDefault();
    const index = Math.min(days.length - 1, Math.max(0, (indexOf.get(focusDay) ?? 0) + step));
    const next = days[index]?.day ?? focusDay;
    setCurrent(next);
    cells.current.get(next)?.focus();
    if (event.shiftKey) {
      const from = anchor ?? focusDay;
      setAnchor(from);
      select(from, next);
    } else {
      setAnchor(null);
    }
  };
  return (
    <div className={classNames(styles.calendar, selection !== null && styles.choosing)}>
      {blocks.map(({ name, weeks, months }) => (
        <section key={name} className={styles.year} aria-label={`${label}, ${name}`}>
          <h3 className={styles.yearName}>{name}</h3>
          <div className={styles.scroller}>
            <div>
              <div className={styles.months} aria-hidden>
                {months.map(({ week, name: month }) => (
                  <span key={week} style={{ gridColumnStart: week + 1 }}>
                    {month}
                  </span>
                ))}
              </div>
              {/* The keys move inside of it; each day is a button of its own. */}
              {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
              <div className={styles.weeks} onKeyDown={move} onPointerUp={() => (isDragging.current = false)}>
                {weeks.map((week, weekIndex) => (
                  <div key={week.find((day) => day !== null)?.day ?? weekIndex} className={styles.week}>
                    {week.map((day, weekday) =>
                      day === null ? (
                        // Places outside the range have no identity but where they are.
                        <span key={`outside-${weekday}`} className={styles.outside} />
                      ) : (
                        <button
                          key={day.day}
                          type="button"
                          ref={(element) => {
                            if (element === null) cells.current.delete(day.day);
                            else cells.current.set(day.day, element);
                          }}
                          tabIndex={day.day === focusDay ? 0 : -1}
                          title={describeDay(day)}
                          aria-label={describeDay(day)}
                          aria-pressed={onSelect === undefined ? undefined : isInside(day.day, selection)}
                          className={classNames(
                            styles.day,
                            styles[day.state],
                            hasOddRows(day) && styles.odd,
                            isInside(day.day, selection) && styles.selected,
                          )}
                          onPointerDown={(event) => {
                            setCurrent(day.day);
                            const from = event.shiftKey ? focusDay : day.day;
                            setAnchor(from);
                            isDragging.current = true;
                            select(from, day.day);
                          }}
                          onPointerEnter={(event) => {
                            if (isDragging.current && event.buttons === 1 && anchor !== null)
                              select(anchor, day.day);
                          }}
                        >
                          <span aria-hidden>{signOfDay(day)}</span>
                        </button>
                      ),
                    )}
                  </div>
                ))}
              </div>
            </div>
          </div>
        </section>
      ))}
    </div>
  );
}

function isInside(day: string, range: DayRange | null): boolean {
  return range !== null && day >= range.firstDay && day <= range.lastDay;
}

import { feedPath } from '../../../../../src-core/feed/feed.ts';
import { feedSchema } from '../../../../../src-core/feed/feed-schema.ts';
import { AskCoordinators } from '../../../coordinators/AskCoordinators.tsx';
import { useOfferedFeeds } from '../../../coordinators/use-offered-feeds.ts';
import { valueAt, withValue } from '../../../new/spec-value.ts';
import { formatWhole } from '../../../../format/number.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { Combobox } from '../../../../ui/Combobox.tsx';
import { DayField } from '../../../../ui/DayField.tsx';
import { Field } from '../../../../ui/Field.tsx';
import type { KindFormProps } from '../../registry.ts';
import styles from './form.module.css';
import { renamed } from './usual-name.ts';
import { withFeed, type KnownDays } from './with-feed.ts';

interface FeedChoice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly days?: KnownDays;
}

/** Which candles: a feed that is here or that a coordinator offers, and the days of it. */
export function FeedFields({ spec, onSpecChange, errors }: KindFormProps) {
  const { choices, isOffline } = useFeedChoices();
  const current = feedSchema.safeParse(spec['feed']);
  const subject = valueAt(spec, 'feed.subject');
  const several = Array.isArray(subject);
  const path = current.success ? feedPath(current.data) : null;
  const options =
    path === null || choices.some(({ value }) => value === path)
      ? choices
      : [...choices, { value: path, label: path, hint: 'Neither here nor offered' }];
  const feedError = Object.entries(errors).find(([at]) => at === 'feed' || at.startsWith('feed.'))?.[1];
  const text = (field: string): string => {
    const value = spec[field];
    return typeof value === 'string' ? value : '';
  };
  const set = (field: string) => (value: string) => onSpecChange(withValue(spec, field, value));
  return (
    <>
      <div className={styles.candles}>
        <Field
          label="Feed"
          hint={
            several
              ? 'Several subjects: they are written on the JSON tab.'
              : isOffline
                ? 'One that is here. No coordinator answers, which could offer more.'
                : 'One that is here, or that a coordinator offers.'
          }
          error={feedError}
        >
          <Combobox
            value={path}
            disabled={several}
            placeholder={several ? subject.join(', ') : 'source/subject/kind/granularity'}
            emptyText="No such feed is here or offered."
            onValueChange={(next) => {
              const days = choices.find(({ value }) => value === next)?.days;
              onSpecChange(renamed(spec, withFeed(spec, next, days)));
            }}
            options={options}
          />
        </Field>
        <Field label="Start, UTC" hint="A day, or 2022-01-03T10:30" error={errors['start']}>
          <DayField required allowsTime value={text('start')} onValueChange={set('start')} />
        </Field>
        <Field label="End, UTC" hint="Included; a day with all its hours" error={errors['end']}>
          <DayField required allowsTime value={text('end')} onValueChange={set('end')} />
        </Field>
      </div>
      <AskCoordinators />
    </>
  );
}

function useFeedChoices(): { choices: readonly FeedChoice[]; isOffline: boolean } {
  const here = useQuery('data.feeds', {}, { tags: ['data'] });
  const { data: offer } = useOfferedFeeds();
  const local = (here.data ?? []).map(({ feed, firstDay, lastDay, days }) => ({
    value: feedPath(feed),
    label: feedPath(feed),
    hint: `${countDays(days)} here, ${firstDay} to ${lastDay}`,
    days: { firstDay, lastDay },
  }));
  const known = new Set(local.map(({ value }) => value));
  const remote = (offer?.feeds ?? [])
    .filter(({ path }) => !known.has(path))
    .map(({ path, coordinator, days }) => ({
      value: path,
      label: path,
      ...(days === null
        ? { hint: `Offered by ${coordinator}, which has no day to pull yet` }
        : {
            hint: `${countDays(days.count)} at ${coordinator}, ${days.firstDay} to ${days.lastDay}`,
            days,
          }),
    }));
  const isOffline = offer !== undefined && offer.feeds.length === 0 && offer.silent.length > 0;
  return { choices: [...local, ...remote], isOffline };
}

function countDays(days: number): string {
  return days === 1 ? '1 day' : `${formatWhole(days)} days`;
}

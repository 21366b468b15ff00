import { feedPath } from '../../../../../src-core/feed/feed.ts';
import { feedSchema, parseFeedPath } from '../../../../../src-core/feed/feed-schema.ts';
import { valueAt, withValue } from '../../../new/spec-value.ts';
import { formatWhole } from '../../../../format/number.ts';
import { useQuery } from '../../../../state/query/use-query.ts';
import { Combobox } from '../../../../ui/Combobox.tsx';
import { Field } from '../../../../ui/Field.tsx';
import { TextField } from '../../../../ui/TextField.tsx';
import type { KindFormProps } from '../../registry.ts';
import styles from './form.module.css';

/** Which candles: a feed that is here or that the coordinator offers, and the days of it. */
export function FeedFields({ spec, onSpecChange, errors }: KindFormProps) {
  const here = useQuery('data.feeds', {}, { tags: ['data'] });
  const coordinators = useQuery('coordinators.list', {}, { tags: ['coordinators'] });
  const coordinatorId = coordinators.data?.[0]?.coordinatorId;
  const offered = useQuery('coordinators.feeds', coordinatorId === undefined ? null : { coordinatorId }, {
    tags: ['coordinators'],
  });
  const local = (here.data ?? []).map(({ feed, firstDay, lastDay, days }) => ({
    value: feedPath(feed),
    label: feedPath(feed),
    hint: `${formatWhole(days)} days here, ${firstDay} to ${lastDay}`,
  }));
  const remote = (offered.data ?? [])
    .map(({ feed }) => ({ value: feedPath(feed), label: feedPath(feed), hint: 'offered by the coordinator' }))
    .filter(({ value }) => !local.some((known) => known.value === value));
  const current = feedSchema.safeParse(spec['feed']);
  const several = Array.isArray(valueAt(spec, 'feed.subject'));
  const path = current.success ? feedPath(current.data) : null;
  const listed = [...local, ...remote];
  const options =
    path === null || listed.some(({ value }) => value === path)
      ? listed
      : [...listed, { value: path, label: path, hint: 'not here yet' }];
  const feedError = Object.entries(errors).find(([at]) => at === 'feed' || at.startsWith('feed.'))?.[1];
  const text = (field: string): string => {
    const value = spec[field];
    return typeof value === 'string' ? value : '';
  };
  const set = (field: string) => (value: string) => onSpecChange(withValue(spec, field, value));
  return (
    <div className={styles.row}>
      <Field
        label="Feed"
        hint={
          several
            ? 'Several subjects: they are written on the JSON tab.'
            : 'One that is here, or that a coordinator offers.'
        }
        error={feedError}
      >
        <Combobox
          value={path}
          disabled={several}
          placeholder="source/subject/kind/granularity"
          emptyText="No such feed is here or offered."
          onValueChange={(next) =>
            onSpecChange(withValue(spec, 'feed', next === null ? undefined : parseFeedPath(next)))
          }
          options={options}
        />
      </Field>
      <Field label="First day or time, UTC" hint="2022-01-03, or 2022-01-03T10:30" error={errors['start']}>
        <TextField required value={text('start')} onValueChange={set('start')} />
      </Field>
      <Field label="Last day or time, UTC" hint="Included, a day with all its hours." error={errors['end']}>
        <TextField required value={text('end')} onValueChange={set('end')} />
      </Field>
    </div>
  );
}

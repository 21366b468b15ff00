import { Play } from 'lucide-react';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { toErrorEnvelope } from '../../../src-core/errors/hindcast-error.ts';
import type { InputOf } from '../../../src-core/api/contract.ts';
import { useCommands } from '../../commands/use-commands.ts';
import { useCommand } from '../../state/query/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { notify } from '../../ui/toasts.ts';
import type { SpecCheck } from './check-spec.ts';
import { ScheduleFields } from './ScheduleFields.tsx';
import { forgetDraft, useDraft } from './draft-store.ts';
import { scheduleOf } from './schedule-draft.ts';
import styles from './new.module.css';

const runKeys = 'Mod+Enter';

/** Runs the draft, or says why not. */
export function SubmitBar({
  check,
  wasTried,
  onRefused,
}: {
  check: SpecCheck;
  /** Whether it was refused before: from then on it says at once what is wrong. */
  wasTried: boolean;
  onRefused: () => void;
}) {
  const { spec, textError, checkLookahead, schedule } = useDraft();
  const [, navigate] = useLocation();
  const submit = useCommand('jobs.submit', 'inline');
  const { clearError } = submit;
  useEffect(() => {
    clearError();
  }, [spec, schedule, clearError]);

  const run = async (force: boolean): Promise<void> => {
    const wanted = scheduleOf(schedule);
    if (textError !== undefined || check.sentence !== undefined || wanted === null) {
      onRefused();
      return;
    }
    const submitted = await submit.run({
      spec: spec as InputOf<'jobs.submit'>['spec'],
      checkLookahead,
      force,
      ...(wanted === undefined ? {} : { schedule: wanted }),
    });
    if (submitted === undefined) return;
    if (submitted.existing) {
      notify({
        message: 'This very run exists already; here it is.',
        action: { label: 'Run it again', run: () => void run(true) },
      });
    } else {
      forgetDraft();
    }
    navigate(`/runs/${submitted.jobId}`);
  };
  useCommands([
    {
      id: 'new.run',
      title: 'Run the backtest',
      group: 'New backtest',
      keys: runKeys,
      run: () => void run(false),
    },
  ]);
  const startOver = (): void => {
    const before = useDraft.getState();
    forgetDraft();
    navigate('/new');
    notify({
      message: 'Started over with the usual settings.',
      action: {
        label: 'Undo',
        run: () => {
          useDraft.setState(before);
          navigate('/new');
        },
      },
    });
  };
  const momentProblem =
    scheduleOf(schedule) === null ? 'The moment before which it may not start cannot be read.' : undefined;
  const problem =
    submit.error === undefined
      ? (textError ?? (wasTried ? (check.sentence ?? momentProblem) : undefined))
      : toErrorEnvelope(submit.error).message;
  return (
    <div className={styles.submit}>
      <div className={styles.buttons}>
        <Button
          look="primary"
          icon={<Play aria-hidden />}
          busy={submit.isBusy}
          onClick={() => void run(false)}
        >
          Run backtest
        </Button>
        <KeyHint keys={runKeys} />
        <span className={styles.startOver}>
          <Button look="quiet" onClick={startOver}>
            Start over
          </Button>
        </span>
      </div>
      <Checkbox
        checked={checkLookahead}
        onCheckedChange={(checked) => useDraft.setState({ checkLookahead: checked })}
      >
        Check that the model does not look ahead
      </Checkbox>
      <ScheduleFields wasTried={wasTried} />
      {problem !== undefined && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

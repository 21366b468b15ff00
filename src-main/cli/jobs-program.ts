import type { Command } from 'commander';
import { withCommonOptions, type CommonOptions } from './common-options.ts';
import type { ListOptions } from './commands/jobs-commands.ts';
import type { PruneOptions } from './commands/jobs/end-commands.ts';
import type { MoveOptions } from './commands/jobs/order-commands.ts';
import type { DoctorOptions } from './commands/jobs/report-commands.ts';
import type { SubmitOptions } from './commands/jobs/submit-command.ts';
import type { WorkOptions } from './commands/jobs/work-command.ts';

const jobArgument = ['<job>', 'job id, or its first characters'] as const;
const jobsArgument = ['<jobs...>', 'job ids, or their first characters'] as const;
const timeHelp = 'a moment, such as 2026-11-22T08:00Z; without a zone it is UTC';

/** `hindcast jobs …`: the queue. */
export function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('look at the queue, fill it, order it').helpCommand(false);
  addLooking(jobs);
  addFilling(jobs);
  addOrdering(jobs);
  addEnding(jobs);
}

function addLooking(jobs: Command): void {
  const load = () => import('./commands/jobs-commands.ts');
  const reports = () => import('./commands/jobs/report-commands.ts');
  withCommonOptions(jobs.command('list'))
    .description('list jobs, newest first')
    .option('--state <state...>', 'only jobs in these states')
    .option('--owner <user>', 'only jobs of this user')
    .option('--kind <kind>', 'only jobs of this kind')
    .option('--name <name>', 'only jobs of exactly this name')
    .option('--group <group>', 'only jobs of this group, by its name or id')
    .option('--from <date>', 'only jobs created on this day or later, UTC, YYYY-MM-DD')
    .option('--to <date>', 'only jobs created on this day or earlier')
    .option('--search <text>', 'only jobs whose name, kind, model or id contains this')
    .option('--limit <number>', 'jobs on a page', '50')
    .option('--cursor <cursor>', 'where the previous page ended')
    .action(async (options: ListOptions) => (await load()).listJobs(options));
  withCommonOptions(jobs.command('show'))
    .description('show a job and its history')
    .argument(...jobArgument)
    .action(async (id: string, options: CommonOptions) => (await load()).showJob(id, options));
  withCommonOptions(jobs.command('logs'))
    .description('print the log of a job')
    .argument(...jobArgument)
    .action(async (id: string, options: CommonOptions) => (await load()).showJobLog(id, options));
  withCommonOptions(jobs.command('groups'))
    .description('list groups of jobs with their progress')
    .action(async (options: CommonOptions) => (await reports()).listGroups(options));
  withCommonOptions(jobs.command('stats'))
    .description('how long jobs wait and run, why they fail, and how many there are each day')
    .action(async (options: CommonOptions) => (await reports()).showStatistics(options));
  withCommonOptions(jobs.command('doctor'))
    .description('look for what is wrong with the queue and its files')
    .option('--repair', 'put right what can be; results that belong to nothing are moved to lost+found')
    .option('--deep', 'also read and hash every file of every result')
    .action(async (options: DoctorOptions) => (await reports()).examineJobs(options));
}

function addFilling(jobs: Command): void {
  withCommonOptions(jobs.command('submit'))
    .description('queue job specs without running them; "jobs work" or an open Hindcast runs them')
    .argument('<specs...>', 'job specs, JSON files; all are queued, or none when one is refused')
    .option('--group <name>', 'queue them as one group; a group of this name takes them in')
    .option('--after <job...>', 'start when these jobs have completed')
    .option('--not-before <time>', `start no earlier: ${timeHelp}`)
    .option('--force', 'run again even when the same job has a result')
    .option(
      '--check-lookahead',
      'also alter candles after sampled times: predictions up to them must not move',
    )
    .action(async (specs: string[], options: SubmitOptions) => {
      const { submitJobs } = await import('./commands/jobs/submit-command.ts');
      await submitJobs(specs, options);
    });
  withCommonOptions(jobs.command('work'))
    .description('run what the queue holds, until Ctrl-C; beside an open Hindcast both share the work')
    .option('--slots <number>', 'jobs that run at the same time (default: as in the settings)')
    .option('--until-idle', 'end when nothing runs and nothing could start')
    .action(async (options: WorkOptions) => {
      const { workOnJobs } = await import('./commands/jobs/work-command.ts');
      await workOnJobs(options);
    });
}

function addOrdering(jobs: Command): void {
  const load = () => import('./commands/jobs/order-commands.ts');
  withCommonOptions(jobs.command('pause'))
    .description('take nothing from the queue; what runs goes on')
    .action(async (options: CommonOptions) => (await load()).pauseQueue(options));
  withCommonOptions(jobs.command('resume'))
    .description('take jobs from the queue again')
    .action(async (options: CommonOptions) => (await load()).resumeQueue(options));
  withCommonOptions(jobs.command('move'))
    .description('move jobs that wait; they keep their order among themselves')
    .argument(...jobsArgument)
    .option('--front', 'before all that wait')
    .option('--back', 'behind all that wait')
    .option('--before <job>', 'directly before this one')
    .action(async (ids: string[], options: MoveOptions) => (await load()).moveJobs(ids, options));
  withCommonOptions(jobs.command('priority'))
    .description('give jobs that wait another priority')
    .argument(...jobsArgument)
    .requiredOption('--to <priority>', 'low, normal, high or urgent')
    .action(async (ids: string[], options: CommonOptions & { to: string }) =>
      (await load()).prioritizeJobs(ids, options),
    );
  withCommonOptions(jobs.command('schedule'))
    .description('let jobs that wait start later, or when it is their turn')
    .argument(...jobsArgument)
    .option('--at <time>', `start no earlier: ${timeHelp}`)
    .option('--now', 'start when it is their turn')
    .action(async (ids: string[], options: CommonOptions & { at?: string; now?: boolean }) =>
      (await load()).scheduleJobs(ids, options),
    );
}

function addEnding(jobs: Command): void {
  const load = () => import('./commands/jobs/end-commands.ts');
  withCommonOptions(jobs.command('cancel'))
    .description('cancel a job, or a group of jobs')
    .argument('[job]', jobArgument[1])
    .option('--group <group>', 'the jobs of this group that have not ended, by its name or id')
    .action(async (id: string | undefined, options: CommonOptions & { group?: string }) => {
      const { cancelJob } = await import('./commands/jobs-commands.ts');
      await cancelJob(id, options);
    });
  withCommonOptions(jobs.command('retry'))
    .description('queue ended jobs again, as new attempts of what they were')
    .argument(...jobsArgument)
    .action(async (ids: string[], options: CommonOptions) => (await load()).retryEndedJobs(ids, options));
  withCommonOptions(jobs.command('remove'))
    .description('delete ended jobs with their results')
    .argument(...jobsArgument)
    .action(async (ids: string[], options: CommonOptions) => (await load()).removeEndedJobs(ids, options));
  withCommonOptions(jobs.command('prune'))
    .description('delete ended jobs that are not pinned and ended long ago')
    .requiredOption('--days <number>', 'how long jobs are kept')
    .option('--dry-run', 'only say what would be deleted')
    .action(async (options: PruneOptions) => (await load()).pruneJobs(options));
}

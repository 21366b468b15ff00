import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../../src-core/api/client.ts';
import type { Snapshot } from '../../src-core/api/events.ts';
import { ServedApp } from '../../tests/support/served-app.ts';
import { auditHome, auditJournals, type Reference } from './chaos-audit.ts';
import type { ChaosJob } from './chaos-jobs.ts';
import type { ChaosPlace } from './chaos-place.ts';
import type { ChaosPlan, Fault, Victim } from './chaos-plan.ts';
import { markedProcesses, signal } from './marked-processes.ts';
import { ProgressWatch } from './progress-watch.ts';

const longestAnswer = 8000;
/** All jobs of a round have ended by then, also those that hang, and their retries. */
const longestQueue = 60_000;
const longestFarewell = 5000;

/** What belongs to a fault's victim, by the command line of its processes. */
const commands: Partial<Record<Victim, RegExp>> = {
  worker: /job-worker/,
  model: /hindcast_host\.py/,
  'all but models': /serve-home|-worker/,
  everything: /./,
};

/** One round: a home of its own, jobs, faults as planned, a last start that has to put everything in order, and an audit. */
export class ChaosRound {
  readonly #place: ChaosPlace;
  readonly #jobs: readonly ChaosJob[];
  readonly #plan: ChaosPlan;
  readonly #home: string;
  readonly #temporary: string;
  readonly #accepted = new Map<string, number>();
  readonly #removed = new Set<string>();
  readonly #cancelled = new Set<string>();
  readonly #underWay: Promise<void>[] = [];
  readonly #violations: string[] = [];
  #app: ServedApp | undefined;
  #second: ServedApp | undefined;
  #isDiskFull = false;
  #hasFilledDisk = false;
  #hasKilledModels = false;

  constructor(place: ChaosPlace, jobs: readonly ChaosJob[], plan: ChaosPlan, name: string) {
    this.#place = place;
    this.#jobs = jobs;
    this.#plan = plan;
    const { home, temporary } = place.freshHome(plan.place, name);
    this.#home = home;
    this.#temporary = temporary;
  }

  get home(): string {
    return this.#home;
  }

  /** @returns what breaks a rule */
  async run(reference: Reference): Promise<string[]> {
    try {
      await this.#ensureApp();
      await this.#submitAll();
      for (const { after, fault } of this.#plan.faults) {
        await delay(after);
        await this.#apply(fault);
      }
      await this.#putInOrder();
      await this.#expectNoProcess();
      this.#violations.push(...(await this.#audit(reference)));
    } finally {
      for (const { pid } of this.#processes()) signal(pid, 'SIGKILL');
      this.#place.freeSmallDisk();
    }
    return this.#violations;
  }

  async #submitAll(): Promise<void> {
    let former: string | undefined;
    for (const { job, isAfterFormer } of this.#plan.jobs) {
      former = await this.#submit(job, isAfterFormer ? former : undefined);
    }
  }

  /** @returns the id, when it was accepted */
  async #submit(index: number, after?: string): Promise<string | undefined> {
    const { spec } = this.#jobs[index] as ChaosJob;
    const schedule = after === undefined ? {} : { schedule: { after: [after] } };
    const answer = await this.#call((api) => api.call('jobs.submit', { spec, ...schedule }));
    if (answer === undefined) return undefined;
    this.#accepted.set(answer.jobId, index);
    this.#removed.delete(answer.jobId);
    return answer.jobId;
  }

  async #apply(fault: Fault): Promise<void> {
    switch (fault.do) {
      case 'kill':
        return this.#kill(fault.victim, fault.which);
      case 'stop':
        for (const pid of this.#pidsOf(fault.victim, fault.which)) {
          signal(pid, 'SIGSTOP');
          this.#later(fault.milliseconds, () => signal(pid, 'SIGCONT'));
        }
        return undefined;
      case 'fill-disk':
        this.#isDiskFull = this.#hasFilledDisk = true;
        this.#place.fillSmallDisk();
        this.#later(fault.milliseconds, () => {
          this.#place.freeSmallDisk();
          this.#isDiskFull = false;
        });
        return undefined;
      case 'submit':
        await this.#submit(fault.job);
        return undefined;
      case 'start-second':
        this.#second ??= await this.#start();
        return undefined;
      case 'restart':
        await this.#close(this.#app);
        return this.#ensureApp();
      case 'pause':
        await this.#call((api) => api.call('queue.pause', {}));
        this.#later(300, () => void this.#call((api) => api.call('queue.resume', {})));
        return undefined;
      case 'cancel':
      case 'retry':
      case 'remove':
      case 'front':
        return this.#actOnJob(fault.do, fault.which);
    }
  }

  async #actOnJob(act: 'cancel' | 'retry' | 'remove' | 'front', which: number): Promise<void> {
    const ids = [...this.#accepted.keys()].filter((id) => !this.#removed.has(id)).toSorted();
    const jobId = ids[Math.floor(which * ids.length)];
    if (jobId === undefined) return;
    // Whatever has ended is run again: so jobs with a result are killed and cancelled too.
    const jobIds = act === 'retry' ? ids : [jobId];
    // Whether it is done is only known of a call that was answered; what was asked for may have been done all the same.
    if (act === 'cancel') this.#cancelled.add(jobId);
    if (act === 'remove') this.#removed.add(jobId);
    const wasAnswered = await this.#call(async (api) => {
      if (act === 'front') return api.call('queue.move', { jobIds, place: { to: 'front' } });
      const { failed } = await api.call(`jobs.${act}`, { jobIds });
      if (act === 'remove' && failed.length > 0) this.#removed.delete(jobId);
      return failed;
    });
    if (wasAnswered === undefined && act === 'remove') this.#accepted.delete(jobId);
  }

  async #kill(victim: Victim, which: number): Promise<void> {
    if (victim === 'model' || victim === 'everything') this.#hasKilledModels = true;
    const pids = this.#pidsOf(victim, which);
    for (const pid of pids) signal(pid, 'SIGKILL');
    if (this.#second !== undefined && pids.includes(this.#second.pid)) {
      await this.#second.kill();
      this.#second = undefined;
    }
    if (this.#app !== undefined && pids.includes(this.#app.pid)) {
      await this.#app.kill();
      await this.#ensureApp();
    }
  }

  /** The processes to hit; when there is no such victim at the moment, the next best. */
  #pidsOf(victim: Victim, which: number): number[] {
    if (victim === 'application' || (victim === 'second' && this.#second === undefined)) {
      return this.#app === undefined ? [] : [this.#app.pid];
    }
    if (victim === 'second') return this.#second === undefined ? [] : [this.#second.pid];
    const pids = this.#processes()
      .filter(({ command }) => commands[victim]?.test(command))
      .map(({ pid }) => pid);
    if (victim === 'model' && pids.length === 0) return this.#pidsOf('worker', which);
    const isOne = victim === 'model' || victim === 'worker';
    return isOne ? pids.slice(Math.floor(which * pids.length)).slice(0, 1) : pids;
  }

  #processes(): ReturnType<typeof markedProcesses> {
    return markedProcesses(`TMPDIR=${this.#temporary}\0`);
  }

  /** Starts the application if it does not run; on a full disk it may refuse to, until there is space again. */
  async #ensureApp(): Promise<void> {
    if (this.#app?.isAlive === true) return;
    this.#app = await this.#start();
  }

  async #start(): Promise<ServedApp | undefined> {
    const mayFail = this.#isDiskFull;
    try {
      const app = await ServedApp.start({
        home: this.#home,
        models: this.#place.models,
        temporary: this.#temporary,
      });
      const watch = new ProgressWatch((words) => this.#violations.push(`Q32: ${words}`));
      app.api.onEvent((event) => watch.hear(event));
      return app;
    } catch (thrown) {
      if (!mayFail)
        this.#violations.push(`Q28: the application does not start: ${String(thrown).slice(0, 600)}`);
      return undefined;
    }
  }

  async #close(app: ServedApp | undefined): Promise<void> {
    const mayFail = this.#isDiskFull;
    try {
      await app?.close();
    } catch (thrown) {
      if (!mayFail) this.#violations.push(`Q27: ${(thrown as Error).message}`);
    }
  }

  /** Undefined when it was refused, or when the application is gone or busy. */
  async #call<Answer>(ask: (api: ApiClient) => Promise<Answer>): Promise<Answer | undefined> {
    const app = this.#app?.isAlive === true ? this.#app : this.#second;
    if (app === undefined) return undefined;
    const answer = ask(app.api).catch(() => undefined);
    return Promise.race([answer, delay(longestAnswer, undefined, { ref: false })]);
  }

  #later(milliseconds: number, act: () => void): void {
    this.#underWay.push(delay(milliseconds).then(act));
  }

  /** The world is well again; one more start has to bring the queue to its end. */
  async #putInOrder(): Promise<void> {
    await Promise.all(this.#underWay);
    const isWanted = this.#plan.faults.length % 2 === 0;
    for (const app of [this.#second, this.#app]) {
      if (isWanted) await this.#close(app);
      else await app?.kill();
    }
    this.#second = undefined;
    await this.#ensureApp();
    await this.#call((api) => api.call('queue.resume', {}));
    await this.#waitForQueue();
    await this.#close(this.#app);
  }

  async #waitForQueue(): Promise<void> {
    const deadline = performance.now() + longestQueue;
    for (let left = '?'; left !== ''; await delay(50)) {
      const snapshot: Snapshot | undefined = await this.#call((api) => api.call('app.snapshot', {}));
      left = (snapshot?.jobs ?? [])
        .filter(({ state }) => state === 'pending' || state === 'running')
        .map(({ name, state, blockedBy, notBefore }) => `${name} ${state} ${blockedBy} ${notBefore ?? ''}`)
        .join('; ');
      if (snapshot === undefined) left = 'the application does not answer';
      if (performance.now() < deadline) continue;
      this.#violations.push(`Q28: the queue does not go on: ${left}`);
      return;
    }
  }

  async #expectNoProcess(): Promise<void> {
    const deadline = performance.now() + longestFarewell;
    while (this.#processes().length > 0 && performance.now() < deadline) await delay(50);
    const left = this.#processes().map(({ pid, command }) => `${pid} ${command.slice(0, 120)}`);
    if (left.length > 0) this.#violations.push(`Q17: processes outlive everything: ${left.join('; ')}`);
    const files = readdirSync(this.#temporary);
    if (files.length > 0) this.#violations.push(`Q30: left among temporary files: ${files.join(', ')}`);
  }

  async #audit(reference: Reference): Promise<string[]> {
    const found = await auditHome(this.#home, this.#jobs, reference, {
      accepted: new Set([...this.#accepted.keys()].filter((id) => !this.#removed.has(id))),
      cancelled: this.#cancelled,
      hasFilledDisk: this.#hasFilledDisk,
      hasKilledModels: this.#hasKilledModels,
    });
    return [...found, ...auditJournals(this.#place.journals)];
  }
}

import type { CommandIo, ProgressUpdate } from '../../command-io.ts';

/** Keeps what a command writes and reports. */
export class RecordedIo implements CommandIo {
  readonly json: boolean;
  readonly updates: ProgressUpdate[] = [];
  text = '';

  constructor(json = false) {
    this.json = json;
  }

  out(text: string): void {
    this.text += text;
  }

  progress(update: ProgressUpdate): void {
    this.updates.push(update);
  }
}

/** The text that a command writes. */
export async function outputOf(run: (io: CommandIo) => Promise<void>): Promise<string> {
  const io = new RecordedIo();
  await run(io);
  return io.text;
}

/** The JSON document that a command writes. */
export async function documentOf(run: (io: CommandIo) => Promise<void>): Promise<unknown> {
  const io = new RecordedIo(true);
  await run(io);
  return JSON.parse(io.text);
}

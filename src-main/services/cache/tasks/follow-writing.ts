import type { DataWorkerClient } from '../../processes/data-worker-client.ts';

const lookMilliseconds = 250;

/**
 * Tells again and again how far a data worker is with the file that it writes, in [0, 1], and null as long as that is
 * not known.
 *
 * @returns ends it
 */
export function followWriting(
  worker: Pick<DataWorkerClient, 'request'>,
  path: string,
  tell: (share: number | null) => void,
): () => void {
  let isFollowed = true;
  tell(null);
  const watch = setInterval(() => {
    worker.request('writtenShare', { path }).then(
      (share) => {
        if (isFollowed) tell(share);
      },
      // Trouble is told by the writing itself.
      () => undefined,
    );
  }, lookMilliseconds);
  return () => {
    isFollowed = false;
    clearInterval(watch);
  };
}

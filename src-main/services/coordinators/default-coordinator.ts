/** Where a coordinator is, and the key that it asks for, before anyone has said anything else. */
export interface DefaultCoordinator {
  readonly url: string;
  readonly apiKey: string | undefined;
}

const localCoordinator = 'http://127.0.0.1:8000';

/** What `COORDINATOR_URL` and `HINDCAST_API_KEY` say; without them a coordinator on this machine that asks for no key. */
export function defaultCoordinator(environment: NodeJS.ProcessEnv): DefaultCoordinator {
  return {
    url: environment['COORDINATOR_URL'] || localCoordinator,
    apiKey: environment['HINDCAST_API_KEY'] || undefined,
  };
}

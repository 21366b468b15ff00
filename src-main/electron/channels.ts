/** The only channels between the page and the main process. */
export const channels = {
  /** Page to main, answered: a call of the API. */
  request: 'hindcast:request',
  /** Main to page: a message of the shell. */
  message: 'hindcast:message',
} as const;

/** The channels that a page may call. */
export type CalledChannel = typeof channels.request;

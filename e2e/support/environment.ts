/**
 * The environment that Hindcast runs in: nobody answers as its coordinator unless a journey says who, and the machine is
 * somewhere where local time is never UTC.
 */
export const shellEnvironment: Record<string, string> = {
  ...(process.env as Record<string, string>),
  COORDINATOR_URL: 'http://127.0.0.1:9',
  HINDCAST_API_KEY: '',
  TZ: 'Asia/Kolkata',
};

/** Says which of the user's files the API may be pointed at. */
export interface PathGuard {
  /**
   * @param path absolute path of a file
   * @throws HindcastError `UNSAFE_PATH` when it lies outside what the user has opened to the application
   */
  assertReadable(path: string): Promise<void>;
}

/** Where a day file goes while it comes, and what of it is here already. */
export interface DownloadTarget {
  /** Bytes that are here. */
  readonly received: number;
  /** The strong ETag of the version that they are of; without one nothing can be added to them. */
  readonly validator: string | undefined;
  /** Forgets what is here; what is written next are the first bytes of this version. */
  restart(validator: string | undefined): Promise<void>;
  /** Says that what is written next follows what is here, though another connection brings it. */
  resume(): void;
  /** Takes the next bytes. */
  write(piece: Uint8Array): Promise<void>;
}

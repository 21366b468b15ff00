import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Role } from '../../src-core/api/permissions.ts';
import type { Clock } from '../services/jobs/clock.ts';

/** How long a link can be used; long enough to copy it to another window. */
export const codeLifeMilliseconds = 10 * 60_000;

interface Code {
  readonly hash: Buffer;
  readonly role: Role;
  /** On the monotonic clock. */
  readonly expiresAt: number;
}

interface Token {
  readonly hash: Buffer;
  readonly role: Role;
}

/**
 * Who may speak with the web shell. A code stands in a link, so it may end up in a history or over a shoulder: it is
 * good once and for minutes. A token is what a page gets for it; it lives as long as the process. Both have 256 random
 * bits; only their hashes are kept.
 */
export class Sessions {
  readonly #clock: Clock;
  #codes: Code[] = [];
  readonly #tokens: Token[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new code for a link; earlier ones of the role stop working. */
  newCode(role: Role): string {
    const code = newSecret();
    const expiresAt = this.#clock.monotonicMilliseconds() + codeLifeMilliseconds;
    this.#codes = [
      ...this.#codes.filter((other) => other.role !== role),
      { hash: hashOf(code), role, expiresAt },
    ];
    return code;
  }

  /** The token for a code, which is used up by this; undefined when it is unknown, used or too old. */
  exchange(code: string): { token: string; role: Role } | undefined {
    const found = findByHash(this.#codes, code);
    if (found === undefined) return undefined;
    this.#codes = this.#codes.filter((other) => other !== found);
    if (found.expiresAt < this.#clock.monotonicMilliseconds()) return undefined;
    const token = newSecret();
    this.#tokens.push({ hash: hashOf(token), role: found.role });
    return { token, role: found.role };
  }

  /** Whose token this is; undefined when it is none. */
  roleOf(token: string): Role | undefined {
    return findByHash(this.#tokens, token)?.role;
  }
}

/** Every entry is compared, each in a time that says nothing of what it holds. */
function findByHash<Entry extends { readonly hash: Buffer }>(
  entries: readonly Entry[],
  secret: string,
): Entry | undefined {
  const hash = hashOf(secret);
  let found: Entry | undefined;
  for (const entry of entries) if (timingSafeEqual(entry.hash, hash)) found = entry;
  return found;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

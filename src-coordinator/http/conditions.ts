/** What a stored answer is compared by. */
export interface Validators {
  /** With its quotes, and `W/` in front when only the meaning is the same, not each byte. */
  readonly etag: string;
  readonly lastModified?: Date;
}

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

const entityTags = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether who asks has the answer already, which is 304 then (RFC 9110, sections 13.1.2 and 13.1.3). */
export function hasItAlready(headers: RequestHeaders, { etag, lastModified }: Validators): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) {
    const known = String(tags);
    if (known.trim() === '*') return true;
    return (known.match(entityTags) ?? []).some((tag) => opaque(tag) === opaque(etag));
  }
  const since = Date.parse(String(headers['if-modified-since']));
  return lastModified !== undefined && wholeSeconds(lastModified) * 1000 <= since;
}

/**
 * Whether a part may be sent (RFC 9110, section 13.1.5). A date never is enough: a day file may be written several times
 * in a second, so that two versions share it.
 */
export function mayHavePart(headers: RequestHeaders, { etag }: Validators): boolean {
  const condition = headers['if-range'];
  return condition === undefined || (condition === etag && !etag.startsWith('W/'));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

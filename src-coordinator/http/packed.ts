import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';

/** Hashes hardly pack, and what packs does so at the lowest level already; higher ones take several times as long. */
const level = 1;

/** A body in gzip. Other threads do the work. */
export function packed(pieces: readonly Buffer[]): Promise<Buffer> {
  const gzip = createGzip({ level });
  return buffer(Readable.from(pieces).pipe(gzip));
}

/** Whether an `Accept-Encoding` takes gzip. */
export function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  const offers = String(acceptEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((offer) => offer.trim().split(/\s*;\s*/));
  const offer =
    offers.find(([name]) => name === 'gzip' || name === 'x-gzip') ?? offers.find(([name]) => name === '*');
  return offer !== undefined && !offer.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
}

/**
 * Reads the body of an answer to its end, but never more of it than was agreed: what is small on the wire may be
 * endless when it is unpacked, and what streams may never end. Bytes are counted as they are decoded, and nothing is
 * kept once there are too many.
 */

const MIB = 2 ** 20;

/** The body went on past its limit. What it is of is known to whoever asked. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  /** For messages: `larger than 16 MiB`. */
  readonly what: string;
  readonly of: 'answer' | 'token';

  constructor(what: string, of: TooLarge['of'] = 'answer') {
    super(what);
    this.what = what;
    this.of = of;
  }
}

/** What may still be taken by all answers of one run together, in bytes. */
export interface Allowance {
  readonly of: number;
  left: number;
}

export const allowanceOf = (bytes: number): Allowance => ({ of: bytes, left: bytes });

/**
 * @param body decoded: no longer compressed
 * @returns its text, as UTF-8
 * @throws TooLarge with the body cancelled, or what the body throws
 */
export async function boundedText(
  body: AsyncIterable<Uint8Array> | null | undefined,
  mostBytes: number,
  run: Allowance = allowanceOf(Number.POSITIVE_INFINITY),
): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let left = mostBytes;
  for await (const chunk of body ?? []) {
    left -= chunk.byteLength;
    run.left -= chunk.byteLength;
    if (left < 0) throw new TooLarge(`larger than ${mostBytes / MIB} MiB`);
    if (run.left < 0) throw new TooLarge(`with those before it larger than the ${run.of / MIB} MiB of one run`);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}

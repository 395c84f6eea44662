import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'x-ledgerlink-signature';
export const timestampHeader = 'x-ledgerlink-timestamp';
/** A signature is good this long, so that a batch that somebody recorded cannot be played again later; both clocks may differ as much. */
const windowSeconds = 300;

/** `sha256=<hex HMAC-SHA256 of "<timestamp>.<raw body>">`; the timestamp in seconds since the epoch. */
export const sign = (secret: string, timestamp: string, body: Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;

/** Undefined: the signature is good. Otherwise what is wrong with it, in words that tell a sender nothing it does not know. */
export function signatureFault(
  secret: string,
  headers: { readonly timestamp: string | undefined; readonly signature: string | undefined },
  body: Buffer,
  nowMs: number,
): string | undefined {
  const { timestamp, signature } = headers;
  if (timestamp === undefined || signature === undefined)
    return 'The headers X-Ledgerlink-Timestamp and X-Ledgerlink-Signature are required';
  if (!/^\d{1,12}$/.test(timestamp)) return 'X-Ledgerlink-Timestamp must be the time in seconds since 1970';
  if (!sameText(signature.toLowerCase(), sign(secret, timestamp, body))) return 'The signature does not fit the body';
  const awaySeconds = Math.abs(nowMs / 1000 - Number(timestamp));
  if (awaySeconds > windowSeconds)
    return `The timestamp is ${Math.round(awaySeconds)} seconds away from this computer’s clock; at most ${windowSeconds} are allowed`;
  return undefined;
}

/** Takes as long for a wrong first character as for a wrong last one. */
function sameText(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}

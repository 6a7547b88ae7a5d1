/**
 * The token of a link to answer an alert: good for one alert of one tenant, for 14 days, and for nothing else. Pure: the
 * signature is made by whoever holds the key.
 */
/** The HMAC-SHA256 of a text under the key of this installation, in base64url: 43 characters. */
export type Sign = (text: string) => string;
/** Compares in a time that tells nothing of where two texts differ. */
export type SameSecret = (a: string, b: string) => boolean;

const VALID_S = 14 * 24 * 3600;
const FORM = /^([0-9a-z]{1,8})\.([A-Za-z0-9_-]{43})$/;

/** What is signed names its purpose, so that no other signature of the same key is a token. */
const claim = (tenantId: string, alertId: string, expiresS: number): string =>
  JSON.stringify(['writeback-watch/answer/1', tenantId, alertId, expiresS]);

/** @param now in ms */
export function tokenFor(tenantId: string, alertId: string, now: number, sign: Sign): string {
  const expiresS = Math.floor(now / 1000) + VALID_S;
  return `${expiresS.toString(36)}.${sign(claim(tenantId, alertId, expiresS))}`;
}

/** Whatever is wrong with it, the answer is no, and as much work is done as for a good one. */
export function isGoodToken(
  token: string,
  about: { readonly tenantId: string; readonly alertId: string; readonly now: number },
  sign: Sign,
  same: SameSecret,
): boolean {
  const [, expires = '0', signature = ''] = FORM.exec(token) ?? [];
  const expiresS = Number.parseInt(expires, 36);
  const isSigned = same(signature, sign(claim(about.tenantId, about.alertId, expiresS)));
  return isSigned && expiresS * 1000 > about.now;
}

/** Where a mail leads to in the app: its page, the history on it, and the one page that is open to everybody. */

export interface MailLinks {
  readonly status: string;
  readonly history: string;
  /** Says how to get in: the platform answers who has no key with an empty page. */
  readonly live: string;
}

/** @param publicUrl an origin; null: there are no links */
export const linksOf = (publicUrl: string | null): MailLinks | null =>
  publicUrl === null
    ? null
    : {
        status: `${publicUrl}/api/status`,
        history: `${publicUrl}/api/status#history`,
        live: `${publicUrl}/api/live`,
      };

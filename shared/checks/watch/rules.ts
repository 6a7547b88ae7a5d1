/**
 * What each alert of the watch over itself means: one row for each rule, and the titles beside it. Any change of its
 * permissions is mailed: who can change what the watch may do can blind it, or make a weapon of it. Data; which drift or
 * state raises which rule is for interpret.ts and self-conditions.ts.
 */
import type { Rule } from '../../core/model/rule.ts';
import { type Words, words } from '../../core/text/words.ts';
import { PERMISSION_ACTIVITIES } from '../entra/activities.ts';

/** Looked up by a person: the watch may have just lost the right to look. */
const LOOK = `In the audit log (Entra admin center > Audit logs) look for "${PERMISSION_ACTIVITIES.granted}" and "${PERMISSION_ACTIVITIES.taken}", and for what else the same account did.`;

export const RULES = {
  wasDown: {
    id: 'watch-was-down',
    severity: 'warning',
    why: 'In that time nothing was read and nothing was mailed. What changed then and still holds is told now; what was given and taken back in between may have left no trace here.',
    todo: 'Find out why it did not run: a deployment, the host, the subscription, or a clock that jumped. Look through the audit log of that time: Entra admin center > Audit logs.',
    told: 'mailed',
  },
  settingsChanged: {
    id: 'settings-changed',
    severity: 'warning',
    why: 'Settings decide what is watched, who is told, and what counts as intended. This is mailed whatever MAIL_MIN_SEVERITY says, and for one more day to whoever was mailed before.',
    todo: 'If neither you nor a deployment of yours changed them, somebody else can write the settings of the app: look at the activity log of the app, and set them back.',
    told: 'mailed',
  },
  writeGranted: {
    id: 'permission-granted',
    severity: 'critical',
    why: 'The watch needs no such permission. Whoever can run code as this app can now change the tenant: reset passwords, or grant themselves the right to.',
    todo: `Take it away, unless you know why it is there. Find out who granted it. ${LOOK}`,
    told: 'mailed',
  },
  readGranted: {
    id: 'permission-granted',
    severity: 'warning',
    why: 'It only reads, but it was not granted before. What the watch may do should change only when you change it.',
    todo: `If you did not grant it, take it away. ${LOOK}`,
    told: 'mailed',
  },
  unknownGranted: {
    id: 'permission-granted',
    severity: 'warning',
    why: 'This version does not know the permission by name, so it cannot say whether it lets the watch write. The README lists all that the watch needs.',
    todo: `If you did not grant it, take it away. ${LOOK}`,
    told: 'mailed',
  },
  neededTaken: {
    id: 'permission-taken',
    severity: 'warning',
    why: 'Unless a wider permission covers it, the watch will no longer see what is listed here as soon as its token is renewed, which takes up to a day. From then on it is shown as not seen.',
    todo: `Grant it again, unless you took it away yourself. ${LOOK}`,
    told: 'mailed',
  },
  unneededTaken: {
    id: 'permission-taken',
    severity: 'warning',
    why: 'This version reads nothing with it, so the watch sees as much as before. Somebody changed what the watch may do all the same.',
    todo: LOOK,
    told: 'mailed',
  },
  canWrite: {
    id: 'permission-write',
    severity: 'critical',
    why: 'The watch only ever reads. Whoever can run code as this app can use this permission to change the tenant.',
    todo: 'Take the permission away from the identity of the app; the README lists all that it needs.',
    told: 'mailed',
  },
  lacks: {
    id: 'permission-missing',
    severity: 'warning',
    why: 'A required source is read with it. Without it a check cannot judge, at the latest once its token has been renewed.',
    todo: 'Grant it to the identity of the app: npm run grant -- --app NAME --group RG.',
    told: 'mailed',
  },
  licenceGone: {
    id: 'licence-gone',
    severity: 'warning',
    why: 'No subscription with this service plan has enabled units. Sources that need it can no longer be read.',
    todo: 'Look at the subscriptions of the tenant: did one run out? If that was intended, there is nothing to do, and what needs the licence is shown as unlicensed.',
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };

/** What stored rows tell at any time, whatever can be read. */
const TOUCHED = {
  id: 'state-damaged',
  why: 'What each of them held is lost. Whoever can write to the table can hide what the watch has seen.',
  todo: 'Find out who or what touched the table. Read in the history what was recorded around the times of these rows, then delete them.',
  told: 'mailed',
} as const;

export const SELF_RULES = {
  stateDamaged: { ...TOUCHED, severity: 'warning' },
  /** An outbox row among them: an alert could not be told. */
  alertsDamaged: { ...TOUCHED, severity: 'critical' },
  pollOverdue: {
    id: 'poll-overdue',
    severity: 'warning',
    why: 'Nobody sees a change of what it watches. Timers can die silently, for instance after a deployment, while everything else goes on.',
    todo: 'Look at the timer function of this check in the app: is it running, and what does its last log line say?',
    told: 'mailed',
  },
  clockOff: {
    id: 'clock-off',
    severity: 'warning',
    why: 'This clock decides what counts as late, blind or overdue, and it dates the history. While it is wrong, alerts may come too early or too late.',
    todo: 'Restart the app so that it gets another machine. If it lasts, find out which of the two clocks is wrong.',
    told: 'mailed',
  },
  wrongTenant: {
    id: 'wrong-tenant',
    severity: 'warning',
    why: 'Nothing is read, because that is not the tenant to be watched. Nobody sees what changes in the one that is.',
    todo: 'Set TENANT_ID to the tenant of the identity, or give the app an identity of that tenant.',
    told: 'mailed',
  },
  licenceDenied: {
    id: 'licence-denied',
    severity: 'warning',
    why: 'The tenant has a licence that covers these sources, yet Microsoft refuses them for lack of one. What they would show is not seen.',
    todo: 'If it lasts for more than an hour, open a support case with Microsoft: name the path and the service plan. If the licence was bought today, wait a day.',
    told: 'mailed',
  },
  /** Other receivers are told of it, by no mail: one about it could not leave, or would be the cause of the next. */
  mailRefused: {
    id: 'mail-refused',
    severity: 'warning',
    why: 'Nobody is told of anything by mail. What waits stays in the outbox.',
    todo: 'Check the sender, the recipients, and the role of the identity at the mail service.',
    told: 'recorded',
  },
  messageRefused: {
    id: 'receiver-refused',
    severity: 'warning',
    why: 'Nobody is told of anything through this receiver. What waits stays in its outbox.',
    todo: 'Check WEBHOOK_URL and WEBHOOK_FORMAT, and whether the service behind it works.',
    told: 'mailed',
  },
} as const satisfies { readonly [name: string]: Rule };

export const TITLES = {
  writeGranted: (permission: Words): Words => words`The watch was granted a permission to write: ${permission}`,
  granted: (permission: Words): Words => words`The watch was granted another permission: ${permission}`,
  taken: (permission: Words): Words => words`A permission was taken from the watch: ${permission}`,
  canWrite: (permission: Words): Words => words`The identity of the watch can write: it holds ${permission}`,
  lacks: (permission: Words): Words => words`The identity of the watch lacks ${permission}`,
  stateDamaged: words`Stored rows of the watch cannot be read`,
  alertsDamaged: words`Stored rows of the watch cannot be read, and alerts that waited in them were never told`,
  pollOverdue: (check: Words): Words => words`The check ${check} is no longer running`,
  clockOff: words`The clock of the app and that of Microsoft Graph are more than 5 minutes apart`,
  wrongTenant: words`The identity of the app belongs to another tenant than TENANT_ID`,
  licenceDenied: words`Microsoft refuses to show sources for want of a licence, though the tenant has it`,
  mailRefused: words`Mail cannot be sent: the service takes none, or dropped the last one`,
  messageRefused: (receiver: Words): Words => words`Messages to the ${receiver} cannot be sent: the service takes none`,
};

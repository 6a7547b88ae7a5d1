/** What both forms of the summary have around it: whose it is, and where to look further. */
import type { Summary } from '../../../core/model/summary.ts';
import { named, nameOfWatch } from '../../../core/text/outside.ts';
import { linksOf, type MailLinks } from '../links.ts';
import type { RenderOptions } from '../view.ts';

export interface SummaryFrame {
  readonly watch: string;
  readonly tenant: string;
  /** Null: there are none. */
  readonly links: MailLinks | null;
}

export const frameOf = ({ tenant }: Summary, { watchName, publicUrl }: RenderOptions): SummaryFrame => ({
  watch: nameOfWatch(watchName || tenant.name || tenant.id),
  tenant: named(tenant),
  links: linksOf(publicUrl),
});

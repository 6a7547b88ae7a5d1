/** The look of the pages: dark and light by the reader's choice, from 360 px up, and on paper. Its hash is in the policy. */
export const STYLE = `
:root { color-scheme: light dark;
  --ink: light-dark(#1a1f26, #e7eaef); --soft: light-dark(#55606d, #a3adba); --paper: light-dark(#f4f5f7, #111418);
  --card: light-dark(#fff, #1a1e24); --line: light-dark(#dde1e7, #333a45); --accent: light-dark(#0b5394, #7db8f5);
  --good: light-dark(#1b6e3c, #5fd38d); --warn: light-dark(#8a5200, #f0b44c); --bad: light-dark(#b3241b, #ff8f84);
  --info: light-dark(#2f5f92, #8dbbea); --first: light-dark(#1f6fb2, #6cb2f7); --second: light-dark(#b04a00, #ff9f5a); }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: 8px 24px; padding-top: 26px; }
h1 { margin: 0; font-size: 27px; line-height: 1.2; }
h2 { margin: 36px 0 12px; font-size: 19px; line-height: 1.3; scroll-margin-top: 12px; }
h2 .soft, h3 .soft { font-size: 15px; font-weight: 400; }
h3 { margin: 0; font-size: 15px; line-height: 1.35; }
p { margin: 0; }
a { color: var(--accent); text-underline-offset: 2px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.kicker { color: var(--soft); font-size: 13px; }
.soft, .at { color: var(--soft); }
.at { font-size: 13px; white-space: nowrap; } .grid .at { white-space: normal; }
.at::before { content: "· "; } .history .at::before { content: none; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 0; font-size: 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; }
.good { --tone: var(--good); } .warn { --tone: var(--warn); } .bad { --tone: var(--bad); } .note { --tone: var(--info); } .none { --tone: var(--soft); } .calm { --tone: var(--ink); }
.answer { margin-top: 18px; border-left: 6px solid var(--tone); padding: 20px 24px; }
.answer > p:first-child { font-size: 22px; line-height: 1.35; font-weight: 650; text-wrap: balance; }
.answer ul { margin: 12px 0 0; padding: 0; list-style: none; }
.answer li { padding: 8px 0 0; }
.answer li strong { font-weight: 600; }
.answer details { border: 0; margin-top: 10px; } .answer summary { color: var(--accent); font-size: 14px; padding: 4px 0; } .answer details ul { margin-top: 0; }
#old { margin-top: 18px; border-left: 6px solid var(--bad); font-weight: 600; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 16px; }
.verdict { display: flex; flex-direction: column; }
.verdict .state { text-transform: capitalize; font-size: 24px; font-weight: 650; color: var(--tone); line-height: 1.25; margin: 4px 0 6px; }
.verdict > .soft { font-size: 13px; margin-top: 12px; } .verdict > .soft:last-child { margin-top: auto; padding-top: 12px; }
.evidence { list-style: none; margin: 12px 0 0; padding: 0; font-size: 14px; }
.evidence li { border-top: 1px solid var(--line); padding: 7px 0; }
.evidence time, .evidence span.soft { display: block; font-size: 13px; color: var(--soft); } .evidence span.soft time { display: inline; }
.verdict details summary, .history summary { color: var(--accent); font-size: 13px; padding: 6px 0; }
.answer .soft { margin-top: 8px; }
.card > h3 + dl, .card > p + dl { margin-top: 10px; }
h3.title { margin: 22px 0 10px; }
.badge { display: inline-block; font-size: 12px; font-weight: 650; line-height: 20px; padding: 0 9px; border-radius: 10px; white-space: nowrap;
  color: var(--tone); background: color-mix(in srgb, var(--tone) 12%, transparent); }
.alert { border-left: 6px solid var(--tone); margin-bottom: 12px; }
.alert header, .who summary { all: unset; }
.alert .head { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.alert h3 { font-size: 17px; flex: 1 1 320px; }
.alert dl { margin: 12px 0 0; }
.act { margin-top: 14px; } .act a { display: inline-block; padding: 6px 14px; border: 1px solid currentColor; border-radius: 8px; font-size: 14px; font-weight: 600; text-decoration: none; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 18px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.grid dl { grid-template-columns: minmax(0, 1fr); gap: 0; } .grid dd { margin-bottom: 8px; }
.lines { list-style: none; margin: 0; padding: 0; } .lines li + li, ol li + li { margin-top: 4px; }
ol { margin: 0; padding: 0 0 0 20px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 22px 28px; margin-bottom: 22px; }
.figure { margin: 0; display: flex; flex-direction: column; }
figcaption { margin-bottom: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 20px; font-size: 14px; margin: 2px 0 0; padding: 0; list-style: none; }
.legend li::before { content: ""; display: inline-block; width: 18px; height: 0; border-top: 3px solid var(--tone); margin-right: 7px; vertical-align: middle; }
.first { --tone: var(--first); } .second { --tone: var(--second); }
.legend .second::before { border-top-style: dashed; }
svg { display: block; width: 100%; }
.plot { height: auto; max-width: 460px; margin-top: auto; font: 12px system-ui, sans-serif; }
.plot text { fill: var(--soft); }
.plot .rule { stroke: var(--line); }
.plot path { fill: none; stroke: var(--tone); stroke-width: 2; stroke-linejoin: round; }
.plot path.second { stroke-dasharray: 5 3; }
.plot circle { fill: var(--tone); }
.strips { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 6px 28px; border-top: 1px solid var(--line); padding: 14px 0; }
.strips:last-child { padding-bottom: 0; }
.strip h3 { grid-column: 1 / -1; }
.strip p { font-size: 13px; color: var(--soft); }
.strip .ends { display: flex; justify-content: space-between; font-size: 12px; margin: 2px 0; }
.strip svg { height: 22px; border-radius: 4px; background: color-mix(in srgb, var(--soft) 14%, transparent); }
.strip .ok { fill: var(--good); } .strip .late { fill: var(--warn); } .strip .dead { fill: var(--bad); } .strip .unseen { fill: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; border-top: 0; font-size: 13px; white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
.wide td:first-child { overflow-wrap: break-word; } .wide .at { display: block; } .wide .at::before { content: none; }
#watch .long summary { color: var(--accent); } #watch .long { padding-top: 9px; padding-bottom: 9px; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
details { border-top: 1px solid var(--line); }
details:first-of-type { border-top: 0; }
summary { cursor: pointer; padding: 9px 0; }
.who summary { display: grid; grid-template-columns: 18px minmax(0, 1fr) auto; gap: 0 10px; align-items: baseline; cursor: pointer; padding: 9px 0; width: 100%; }
.who summary::before { content: "▸"; color: var(--soft); }
.who[open] summary::before { content: "▾"; }
.who summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.who .bar { grid-column: 2 / -1; height: 3px; margin-top: 5px; }
.who .bar rect { fill: var(--first); }
.who ul { margin: 2px 0 14px 28px; padding: 0 0 0 16px; font-size: 14px; }
.who li { padding: 2px 0; }
.history { list-style: none; margin: 0; padding: 0; }
.history > li { border-top: 1px solid var(--line); padding: 8px 0; display: grid; grid-template-columns: 204px minmax(0, 1fr); gap: 2px 18px; }
.history > li:first-child { border-top: 0; }
.history .about { font-size: 13px; color: var(--soft); }
.history time { font-size: 14px; } .history time .at { display: block; }
.meta { display: flex; flex-wrap: wrap; gap: 0 14px; align-items: baseline; }
.history details { border: 0; } .history summary { padding: 0; } .history details[open] { flex-basis: 100%; }
pre { margin: 4px 0 8px; font: 12px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.filter { display: flex; flex-wrap: wrap; gap: 6px 28px; margin-bottom: 10px; font-size: 14px; }
.filter ul, .pages { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 0; padding: 0; }
.filter [aria-current] { color: var(--ink); font-weight: 650; text-decoration: none; }
.pages { margin-top: 14px; font-size: 14px; }
footer { padding-top: 32px; padding-bottom: 40px; font-size: 13px; color: var(--soft); }
footer p + p { margin-top: 6px; }
[hidden] { display: none; }
@media (max-width: 680px) {
  header, main, footer { padding-left: 16px; padding-right: 16px; }
  .card { padding: 16px; }
  .answer > p:first-child { font-size: 19px; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: 8px; }
  .strips { grid-template-columns: minmax(0, 1fr); }
  .history > li { grid-template-columns: minmax(0, 1fr); }
  .history time .at { display: inline; } .alert .at { display: block; } .alert .at::before { content: none; }
  .who summary { grid-template-columns: 18px minmax(0, 1fr); } .who summary .number { grid-column: 2; text-align: left; }
  .wide, .wide tbody { display: block; } .wide thead { position: absolute; left: -9999px; }
  .wide td { display: inline; border: 0; padding: 0 8px 0 0; } .wide td:nth-child(n + 3) { display: block; padding: 0; } .wide tr { border-top: 1px solid var(--line); padding: 8px 0; display: block; }
  .wide tr:first-child { border-top: 0; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --line: #bbb; }
  body { font-size: 11px; } h1 { font-size: 20px; } h2 { font-size: 14px; } .answer > p:first-child, .verdict .state { font-size: 15px; } .alert h3 { font-size: 13px; }
  h2 .soft, h3, h3 .soft, .at, .badge, .legend, .answer summary, .strip .ends, .evidence, .evidence time, .evidence span.soft, .verdict > .soft, .strip p, table, th, .who ul, .history time, .history .about { font-size: inherit; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav, .filter, .pages, #old, .act, .verdict summary, .verdict p:has(> a) { display: none; }
  .card { padding: 10px 12px; border-radius: 0; break-inside: avoid-page; }
  .long { break-inside: auto; } .alert, .history > li, tr, .who { break-inside: avoid; } .long > :first-child, .history > li:first-child { break-before: avoid; }
  h2 { margin-top: 18px; break-after: avoid; }
  .grid, .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; } .figure { break-inside: avoid; }
  details:not(#reasons)::details-content { content-visibility: visible; block-size: auto; }
  .wide .at { display: inline; } .wide .at::before { content: "· "; } td, th { padding-top: 3px; padding-bottom: 3px; }
  summary { list-style: none; } .answer summary, #watch .long summary { color: var(--soft); } .badge { padding: 0; }
  .history details { display: none; }
  .who summary::before { content: ""; }
  .strip svg { border: 1px solid var(--line); }
  footer { padding: 14px 0 0; font-size: inherit; break-inside: avoid; }
  a { color: inherit; text-decoration: none; } .at { white-space: normal; }
}
.reply, header:has(+ .reply) { max-width: 720px; } .reply { padding-bottom: 32px; } .reply > * { margin-top: 16px; } .reply h2 { margin: 0; } .reply section > h2 + .card { margin-top: 12px; } .reply section:has(> h2 + .card) { margin-top: 28px; } .reply .alert h2 { flex: 1 1 320px; font-size: 17px; }
.reply p + p { margin-top: 10px; } .reply label { display: block; margin: 14px 0 4px; font-weight: 600; }
.reply .box { display: flex; gap: 10px; align-items: baseline; font-weight: 400; } .reply .box input { width: auto; flex: none; }
input, textarea, select { width: 100%; padding: 10px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 8px; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 18px; }
button { flex: 1 1 150px; min-height: 44px; font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: 8px; background: var(--accent); color: var(--card); cursor: pointer; }
button.second { background: var(--card); color: var(--accent); }
`;

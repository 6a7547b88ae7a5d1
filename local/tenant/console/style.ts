/** The look of the console. Kept in the page, whose policy allows exactly this text and no script. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e9ee); --soft: light-dark(#5b6570, #9aa4b0);
  --paper: light-dark(#f3f4f6, #14171b); --card: light-dark(#fff, #1d2127); --line: light-dark(#dfe3e8, #333a43);
  --accent: light-dark(#0b5cad, #6cb2f7); --good: light-dark(#1a7f42, #5bd08a); --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: 12px; padding-top: 26px; padding-bottom: 18px; }
h1 { margin: 0; font-size: 28px; line-height: 1.15; overflow-wrap: anywhere; max-height: 4.6em; overflow: hidden; }
h2 { margin: 0 0 14px; font-size: 16px; }
.kicker { margin: 0 0 2px; color: var(--soft); font-size: 12px; letter-spacing: .08em; text-transform: uppercase; }
.facts { margin: 6px 0 0; color: var(--soft); }
.facts code { margin-right: 14px; }
nav { display: flex; flex-wrap: wrap; gap: 6px 16px; }
a { color: var(--accent); }
main { padding-bottom: 40px; }
.lead { margin: 0 0 16px; max-width: 76ch; }
.first { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 16px; }
section, .folds { background: var(--card); border: 1px solid var(--line); border-radius: 10px; min-width: 0; }
section { display: flex; flex-direction: column; align-items: flex-start; padding: 18px 20px; scroll-margin-top: 400px; }
section form { max-width: 100%; }
.place { display: inline-block; min-width: 24px; margin-right: 4px; padding: 1px 0; border-radius: 12px; background: var(--accent); color: var(--card); text-align: center; font-size: 14px; }
.outcome { width: 100%; margin-top: auto; padding-top: 14px; font-size: 14px; }
.outcome p { margin: 0; padding-top: 12px; border-top: 1px solid var(--line); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 12px; margin: 6px 0 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.group { margin: 26px 0 8px; }
details { scroll-margin-top: 8px; }
details + details { border-top: 1px solid var(--line); }
summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; position: relative; padding: 9px 20px 9px 40px; cursor: pointer; border-radius: 10px; }
summary::before { content: "›"; position: absolute; left: 22px; width: 8px; text-align: center; color: var(--soft); font-weight: 700; }
details[open] > summary::before { rotate: 90deg; }
summary:hover h3 { color: var(--accent); }
summary h3 { margin: 0; font-size: 15px; }
summary span { color: var(--soft); font-size: 13px; }
.body { padding: 6px 20px 20px; }
.state { margin: 0 0 14px; font-size: 22px; font-weight: 600; overflow-wrap: anywhere; }
.state small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
.state.on { color: var(--bad); }
.state.off { color: var(--good); }
.note, .empty { margin: 14px 0 0; color: var(--soft); font-size: 13px; }
label { display: block; color: var(--soft); font-size: 13px; }
input, select, button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; height: 37px; max-width: 100%; }
label input, label select { display: block; margin-top: 3px; }
button { cursor: pointer; font-weight: 500; white-space: nowrap; }
button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #10151b); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px; margin: 12px 0 0; }
section .row { margin-top: 0; }
section .note { margin: 0 0 12px; }
section .act { margin-bottom: 14px; }
.row { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 14px; margin-top: 14px; }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: 0 24px; align-items: end; }
button[role] { height: auto; display: flex; align-items: center; gap: 10px; width: 100%; border: 0; padding: 5px 0; background: none; white-space: normal; text-align: left; font-weight: 400; }
.toggle span { overflow-wrap: anywhere; min-width: 0; }
.toggle button::before { content: ""; flex: none; width: 34px; height: 20px; border-radius: 10px; background:
  radial-gradient(circle 7px at 10px 10px, #fff 96%, transparent) var(--soft); }
.toggle button[aria-checked="true"]::before { background: radial-gradient(circle 7px at 24px 10px, #fff 96%, transparent) var(--good); }
.scroll { overflow-x: auto; }
.row + .scroll { margin-top: 12px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; margin-top: 4px; }
th { text-align: left; font-weight: 500; color: var(--soft); }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
.scroll table { min-width: 640px; }
.plain td { vertical-align: middle; }
.plain button { height: 30px; padding: 2px 7px; }
.acts { display: flex; flex-wrap: wrap; gap: 5px; }
.act { display: inline-flex; gap: 4px; margin: 0; }
.plain input, .plain select { height: 30px; padding: 2px 6px; }
.plain :is(button, input, select) { font-size: 13px; }
.plain select { width: 130px; }
.plain .ago { width: 68px; }
time { white-space: nowrap; }
.row > * { min-width: 0; max-width: 100%; }
.row form.row { margin-top: 0; }
h4 { margin: 18px 0 4px; font-size: 14px; }
td:first-child, th:first-child { white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
code { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.badge { font-weight: 600; white-space: nowrap; }
.good { color: var(--good); }
.bad { color: var(--bad); }
@media (max-width: 900px) { .first { grid-template-columns: minmax(0, 1fr); } section { scroll-margin-top: 12px; } }
@media (max-width: 640px) { header, main { padding-inline: 14px; } section, .body { padding-inline: 14px; } summary { padding-inline: 34px 14px; } summary::before { left: 16px; } summary span { flex-basis: 100%; } }
`;

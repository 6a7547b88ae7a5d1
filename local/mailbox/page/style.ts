/** The look of the mailbox. Kept in the page, whose policy allows exactly this text. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e6e9ee); --soft: light-dark(#5b6570, #9aa4b0);
  --paper: light-dark(#f3f4f6, #14171b); --card: light-dark(#fff, #1d2127); --line: light-dark(#dfe3e8, #333a43);
  --accent: light-dark(#0b5cad, #6cb2f7); --hover: light-dark(#f6f9fc, #232932);
  --critical: light-dark(#b3261e, #ff8a80); --warning: light-dark(#8a5300, #f2b84b); --info: light-dark(#33618f, #8fbbe8); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
header, main { max-width: 1000px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: end; gap: 12px; padding-top: 26px; padding-bottom: 18px; }
h1 { margin: 0; font-size: 28px; line-height: 1.15; }
h2 { margin: 0 0 6px; font-size: 16px; }
.kicker { margin: 0 0 2px; color: var(--soft); font-size: 12px; letter-spacing: .08em; text-transform: uppercase; }
nav { display: flex; flex-wrap: wrap; gap: 6px 16px; }
nav a[aria-current] { color: var(--ink); text-decoration: none; font-weight: 600; }
a { color: var(--accent); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 16px; overflow: hidden; }
.padded { padding: 18px 20px; }
ul { list-style: none; margin: 0; padding: 0; }
.mail { display: grid; grid-template-columns: 92px 1fr auto; gap: 2px 16px; align-items: baseline; padding: 13px 20px; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); }
li:last-child .mail { border-bottom: 0; }
.mail:hover { background: var(--hover); }
.mail .subject { font-weight: 600; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.mail time { color: var(--soft); font-size: 13px; white-space: nowrap; text-align: right; }
.mail .about { grid-column: 2 / -1; color: var(--soft); font-size: 13px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.word { justify-self: start; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 12px; font-weight: 600; line-height: 20px; padding: 0 8px; border-radius: 10px;
  color: var(--tone, var(--soft)); background: color-mix(in srgb, var(--tone, var(--soft)) 13%, transparent); }
.critical { --tone: var(--critical); }
.warning { --tone: var(--warning); }
.info { --tone: var(--info); }
.flag { color: var(--critical); font-weight: 600; }
.empty, .note { margin: 0; color: var(--soft); }
.empty { margin-bottom: 16px; padding: 44px 20px; text-align: center; }
.note { font-size: 13px; }
.ways { margin-bottom: 16px; }
.pages { display: flex; justify-content: space-between; gap: 16px; margin-bottom: 16px; }
.title { display: flex; align-items: baseline; gap: 12px; }
.title .word { flex: none; }
.title h1 { font-size: 21px; line-height: 1.3; overflow-wrap: anywhere; max-height: 8em; overflow: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 16px; margin: 0; }
.padded > .title + dl { margin-top: 12px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; gap: 22px; padding: 0 20px; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.tabs a, .tabs span { padding: 10px 0 8px; border-bottom: 2px solid transparent; text-decoration: none; color: var(--soft); }
.tabs a:hover { color: var(--ink); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); }
.tabs span { opacity: .55; }
iframe { display: block; width: 100%; height: max(420px, calc(100vh - 350px)); border: 0; background: #fff; color-scheme: light; }
.received { margin: 0; padding: 12px 20px; color: var(--soft); font-size: 13px; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
pre { margin: 0; padding: 18px 20px; font: 13px/1.55 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
code { font: 12px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; align-items: end; gap: 10px 14px; }
form.new { margin-top: 14px; }
form.new > * { min-width: 0; max-width: 100%; }
label { color: var(--soft); font-size: 13px; }
input, select, button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; height: 37px; max-width: 100%; }
label input, label select { display: block; margin-top: 3px; }
input[type="number"] { width: 92px; }
.status { display: none; }
form:has(option[value="status"]:checked) .status { display: block; }
button { cursor: pointer; font-weight: 500; }
button:hover { border-color: var(--accent); }
button.primary { background: var(--accent); border-color: var(--accent); color: light-dark(#fff, #10151b); }
.fault { display: flex; flex-wrap: nowrap; justify-content: space-between; align-items: center; gap: 16px; padding: 8px 0; border-top: 1px solid var(--line); }
.faults { margin-top: 12px; }
.fault button { flex: none; height: 30px; padding: 2px 10px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
a.mail:focus-visible { outline-offset: -3px; }
@media (max-width: 640px) { .mail { grid-template-columns: 1fr auto; } .mail .subject, .mail .about { grid-column: 1 / -1; } .mail time { grid-row: 1; grid-column: 2; } .mail .utc { display: none; } }
`;

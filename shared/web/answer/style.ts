/** The look of the answer page: readable on a phone at night. Colours keep a contrast of 4.5 in both schemes. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1b1f; --back: #fff; --line: #c8c8d0; --soft: #55555f; --blue: #0b57d0; --red: #b3261e; --amber: #8a5000; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e6ea; --back: #16161a; --line: #44444d; --soft: #a9a9b4; --blue: #a8c7fa; --red: #f2b8b5; --amber: #f5c06f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: .25rem 0 .5rem; }
h2 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0 .5rem; }
.severity { font-weight: 700; text-transform: capitalize; margin: 0; }
.severity.critical { color: var(--red); }
.severity.warning { color: var(--amber); }
.small { color: var(--soft); font-size: .875rem; }
.answered { border-inline-start: 4px solid var(--blue); padding-inline-start: .75rem; }
form { border-top: 1px solid var(--line); margin-top: 1.25rem; }
label { display: block; margin-top: .75rem; font-weight: 600; }
input, textarea, select { width: 100%; padding: .6rem; font: inherit; color: inherit; background: var(--back); border: 1px solid var(--soft); border-radius: 6px; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
button { flex: 1 1 9rem; min-height: 2.75rem; font: inherit; font-weight: 600; border: 1px solid var(--blue); border-radius: 6px; background: var(--blue); color: var(--back); cursor: pointer; }
button.second { background: var(--back); color: var(--blue); }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
@media print { form { display: none; } }
`;

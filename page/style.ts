/**
 * The page's style, written by hand: a few kilobytes that follow the reader's choice of light or dark, and need no
 * library. Every pair of colours has a contrast of at least 4.5 (test/browser/page.browser.test.ts).
 */
export const style = `
:root { color-scheme: light dark; --back: #fbfaf7; --card: #fff; --ink: #23211d; --soft: #625d54; --line: #e4e0d7;
  --accent: #a5460f; --good: #1b6e45; --bad: #b1271b; --mixed: #7d5600; --wash: #f3f0e9; --glow: #f0a35c; }
@media (prefers-color-scheme: dark) { :root { --back: #14151a; --card: #1c1e25; --ink: #e9e6df; --soft: #a9a498;
  --line: #33353e; --accent: #f3a76f; --good: #6fd09b; --bad: #ff9a8d; --mixed: #e6bd5d; --wash: #24262e; --glow: #b86a2c; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0 auto; max-width: 84rem; padding: 0 1rem; background: var(--back); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif;
  overflow-wrap: anywhere; }
code, pre, textarea { font: .875em/1.5 ui-monospace, Menlo, Consolas, monospace; }
small { font-size: .8125rem; color: var(--soft); font-weight: 400; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
body > header { display: flex; align-items: center; gap: .75rem; padding: 1.25rem 0 .75rem; }
body > header p { margin: 0; }
body > header span { color: var(--soft); margin-left: .5rem; }
.logo { width: 2.25rem; height: 1.4rem; fill: var(--glow); }
.logo .rays { fill: none; stroke: var(--glow); stroke-width: 1.6; stroke-linecap: round; }
nav ul { display: flex; flex-wrap: wrap; gap: .125rem 1rem; list-style: none; margin: 0 0 1rem; padding: 0; font-size: .875rem; }
nav a { color: var(--soft); text-decoration: none; display: inline-block; padding: .25rem 0; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { min-width: 0; }
section { margin: 0 0 3rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.4rem); line-height: 1.2; margin: 0 0 .5rem; font-weight: 650; letter-spacing: -.015em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .25rem; font-weight: 650; letter-spacing: -.01em; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; font-weight: 650; }
p { margin: .25rem 0 .75rem; max-width: 48rem; }
.about { color: var(--soft); }
.lead { font-size: 1.125rem; color: var(--soft); }
.text { white-space: pre-wrap; }
.none { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); } .mixed { color: var(--mixed); } .idle { color: var(--soft); }
#health { background: var(--card); color: var(--ink); border: 1px solid var(--line); border-top: 4px solid var(--soft); border-radius: 12px;
  padding: clamp(1rem, 3vw, 2rem); }
#health.good { border-top-color: var(--good); } #health.bad { border-top-color: var(--bad); } #health.mixed { border-top-color: var(--mixed); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem 2rem; margin: 1.5rem 0 0; }
dt { font-size: .8125rem; color: var(--soft); } dd { margin: 0; }
.cause { margin: 1.5rem 0 0; padding: 1rem 1.25rem; border-left: 4px solid var(--bad); background: var(--wash); border-radius: 0 8px 8px 0; }
.cause h2 { font-size: 1rem; } .cause p { max-width: none; }
.hints { margin: 1.5rem 0 0; } .hints h2 { font-size: 1rem; } .hints p { margin: .5rem 0 .25rem; }
.badge { display: inline-block; padding: 0 .5em; border: 1px solid currentcolor; border-radius: 1em; font-size: .8125rem; line-height: 1.5; white-space: nowrap; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.45; }
th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); font-size: .8125rem; white-space: nowrap; }
thead small { display: block; }
td { overflow-wrap: normal; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bare td { border: 0; padding: .1rem 1.25rem .1rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: .5rem 0 1rem; }
.way { margin: .75rem 0 0; }
.way svg { width: 100%; height: auto; display: block; }
.way .portrait { display: none; max-width: 30rem; }
@media (max-width: 50rem) { .way .landscape { display: none; } .way .portrait { display: block; } }
.box rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.box text { fill: var(--soft); font-size: 12.5px; } .box .name { fill: var(--ink); font-size: 14px; font-weight: 600; }
.box.empty rect { fill: none; stroke-dasharray: 4 4; } .box.empty .name { fill: var(--soft); font-weight: 400; }
.arrow { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
figcaption { margin-top: .75rem; font-size: .875rem; }
details > summary { cursor: pointer; }
.tables, #queries > details { border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
.tables details + details { border-top: 1px solid var(--line); }
.tables summary { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr) 9rem 6rem; gap: .25rem .5rem; padding: .5rem 1rem; align-items: baseline; }
.tables summary::marker { content: ''; } .tables summary::-webkit-details-marker { display: none; }
.tables summary:hover .what { text-decoration: underline; }
.tables details > div { padding: 0 1rem 1rem 2.75rem; }
.size { text-align: right; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
@media (max-width: 40rem) { .tables summary { grid-template-columns: 1.25rem 1fr auto; } .what { grid-column: 2 / -1; }
  .size { grid-column: 2; text-align: left; } .size + .size { grid-column: 3; } .size:empty { display: none; }
  .tables details > div { padding-left: 1rem; } }
.story { list-style: none; padding: 0; margin: .25rem 0 .75rem; font-size: .875rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.outcome { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: .75rem 1rem; margin: .75rem 0; }
.outcome h3 { margin: 0 0 .25rem; } .outcome ul { margin: .25rem 0; padding-left: 1.25rem; }
.change { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; margin: .5rem 0; border-left: 3px solid var(--line); padding-left: .75rem; }
.change > * { display: block; white-space: pre-wrap; } .change small { display: inline-block; min-width: 5.5rem; font-family: system-ui, sans-serif; }
.change del { color: var(--bad); text-decoration: none; } .change ins { color: var(--good); text-decoration: none; }
.change del::before { content: '− '; } .change ins::before { content: '+ '; }
.proofs { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: .75rem; }
.proof { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: .75rem 1rem; min-width: 0; }
.proof h3 { margin: 0 0 .5rem; } .proof h3 small { display: block; }
.answers { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } .answers small { display: block; }
.bars { width: 100%; max-width: 60rem; table-layout: fixed; } .bars th:first-child { width: 9rem; } .bars .number { width: 5rem; padding-right: 0; }
.bar svg { display: block; width: 100%; height: .75rem; margin-top: .3rem; }
.track { fill: var(--wash); } .span { fill: var(--glow); } .copying { position: relative; } pre { overflow-x: auto; background: var(--wash); border-radius: 8px; padding: .6rem .9rem; margin: .25rem 0 .75rem; white-space: pre-wrap; }
.copying pre { padding-right: 5.5rem; }
button { font: inherit; font-size: .875rem; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 7px; padding: .3rem .9rem; cursor: pointer; min-height: 1.9rem; }
button:hover { border-color: var(--accent); color: var(--accent); }
.copier { position: absolute; right: .4rem; top: .35rem; font-size: .8125rem; padding: .05rem .6rem; }
.links, .names { columns: 20rem; padding-left: 1.25rem; } .links li, .names li { padding: .15rem 0; break-inside: avoid; }
.about code { display: inline-block; }
footer { border-top: 1px solid var(--line); padding: 1rem 0 2rem; color: var(--soft); font-size: .8125rem; }
@media (min-width: 80rem) {
  body { display: grid; grid-template-columns: 11rem minmax(0, 1fr); column-gap: 2.5rem; padding: 0 2rem; }
  body > header, footer { grid-column: 1 / -1; }
  nav { position: sticky; top: 1.5rem; align-self: start; } nav ul { display: block; }
}
@media print { nav, .copier { display: none; } }
.wide th { overflow-wrap: normal; }
.answer td { white-space: pre-wrap; max-width: 28rem; overflow-wrap: break-word; min-width: 4rem; }
#answer .wide { max-height: 32rem; overflow: auto; }
#queries > details { margin: .4rem 0; padding: .5rem 1rem; }
.runs { width: 100%; height: 7rem; max-width: 60rem; } .base { stroke: var(--line); }
textarea { display: block; width: 100%; max-width: 60rem; margin: .25rem 0 .5rem; padding: .6rem .9rem; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: 8px; resize: vertical; }
label { font-size: .875rem; color: var(--soft); }
.chart { display: block; width: 100%; max-width: 60rem; height: auto; margin: .5rem 0; }
.chart text { fill: var(--soft); font-size: 12px; } .chart .mark { fill: var(--glow); } .chart .line { fill: none; stroke: var(--accent); stroke-width: 2; }
.chart .grid { stroke: var(--line); }
rect.mixed { fill: var(--mixed); } rect.idle { fill: var(--soft); }
rect.good { fill: var(--good); }
`;

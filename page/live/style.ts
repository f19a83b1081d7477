/** The style of what only the command shows, in addition to that of every page. */
export const liveStyle = `
.answer td { white-space: pre-wrap; max-width: 28rem; overflow-wrap: anywhere; min-width: 4rem; }
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

/** How the page looks. */

export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #d5dae0; --band: #e6f3ec;
  --more: #b42318; --less: #6d28a8; --none: #1a7f4b; --open: #57606a; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --text: #e8eaed; --soft: #a3abb5; --line: #343b44; --band: #17301f;
  --more: #ff8a7a; --less: #c9a2f5; --none: #5fd39a; --open: #a3abb5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.45 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0.4rem 0 0.6rem; }
h2 { font-size: 1rem; margin: 1.4rem 0 0.4rem; }
p { margin: 0.3rem 0; }
ul { margin: 0.3rem 0; padding-left: 1.2rem; }
.simulated { border: 2px dashed var(--soft); padding: 0.4rem 0.7rem; font-weight: 600; }
.judge { color: var(--soft); margin-top: 0.8rem; }
.judge strong { color: var(--text); }
.verdict { display: inline-block; font-weight: 700; letter-spacing: 0.06em; padding: 0.1rem 0.6rem; border-radius: 0.3rem; color: var(--page); }
.verdict.differs { background: var(--more); }
.verdict.alike { background: var(--none); }
.verdict.undecided { background: var(--open); }
.picture { display: block; overflow: visible; }
.picture text { font-size: 14px; fill: var(--text); paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.picture .title { font-weight: 600; }
.picture .tick { fill: var(--soft); font-size: 13px; }
.band { fill: var(--band); }
.grid { stroke: var(--line); }
.zero { stroke: var(--text); stroke-width: 1.5; }
.whisker { stroke-width: 3; stroke-linecap: round; }
.dot { stroke-width: 3; }
.dot.hollow { fill: var(--page); }
.whisker.more, .dot.more { stroke: var(--more); } .dot.more:not(.hollow), .picture .value.more { fill: var(--more); }
.whisker.less, .dot.less { stroke: var(--less); } .dot.less:not(.hollow), .picture .value.less { fill: var(--less); }
.whisker.none, .dot.none { stroke: var(--none); } .dot.none:not(.hollow), .picture .value.none { fill: var(--none); }
.whisker.open, .dot.open { stroke: var(--open); } .dot.open:not(.hollow), .picture .value.open { fill: var(--open); }
.picture .value { font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 0.15rem 0.7rem 0.15rem 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
th:first-child { text-align: left; font-weight: 400; }
thead th { color: var(--soft); font-weight: 400; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.6rem; }
figure { margin: 0; border: 1px solid var(--line); border-radius: 0.3rem; padding: 0.4rem 0.7rem; }
blockquote { margin: 0.3rem 0 0; color: var(--soft); }
summary { cursor: pointer; padding: 0.3rem 0; }
.small { font-size: 0.85rem; color: var(--soft); }
.small h2 { color: var(--text); }
`;

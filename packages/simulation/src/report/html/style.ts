/** The page's style: follows the reader's light or dark theme, and prints. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f6f7f9, #0e1116);
  --card: light-dark(#ffffff, #161b22);
  --line: light-dark(#d9dee5, #2b323c);
  --text: light-dark(#1b2330, #e4e9f0);
  --dim: light-dark(#566072, #98a3b3);
  --own: light-dark(#1f5fbf, #6ea8fe);
  --market: light-dark(#8a6d1b, #d8b24a);
  --gain: light-dark(#12734a, #3fc380);
  --loss: light-dark(#b3261e, #ff7b72);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 14px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1240px; margin: 0 auto; padding: 20px 16px 48px; }
header h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; }
header p { margin: 2px 0; color: var(--dim); overflow-wrap: anywhere; }
h2 { font-size: 15px; margin: 0 0 10px; }
h3 { font-size: 13px; margin: 0 0 6px; color: var(--dim); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px; margin-top: 14px; min-width: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(112px, 1fr)); gap: 10px; margin-top: 14px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
.tile b { display: block; font-size: 18px; font-weight: 600; white-space: nowrap; }
.tile span { color: var(--dim); font-size: 12px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 0 14px; }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 18px 28px; }
.chart { width: 100%; min-height: 180px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 4px 8px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--dim); font-weight: 500; }
th:first-child, td:first-child, .text { text-align: left; }
td.name, td.text { max-width: 320px; overflow: hidden; text-overflow: ellipsis; }
.groups th { text-align: left; font-weight: 400; color: var(--text); white-space: normal; }
.heat td { text-align: center; min-width: 54px; background: color-mix(in oklab, var(--tone) calc(var(--heat) * 1%), transparent); }
.gain { color: var(--gain); }
.loss { color: var(--loss); }
th button { all: unset; cursor: pointer; }
th button:focus-visible, .more:focus-visible, summary:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; border-radius: 3px; }
th[aria-sort=ascending] button::after { content: " ▲"; }
th[aria-sort=descending] button::after { content: " ▼"; }
.more { margin-top: 10px; padding: 6px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: var(--text); font: inherit; cursor: pointer; }
dl { margin: 0; display: grid; grid-template-columns: minmax(120px, max-content) 1fr; gap: 4px 16px; }
dt { font-weight: 500; }
dd { margin: 0; color: var(--dim); }
ul { margin: 0 0 4px; padding-left: 18px; color: var(--dim); }
.u-legend { font-size: 12px; color: var(--dim); }
.u-legend .u-value { color: var(--text); }
footer { color: var(--dim); margin-top: 16px; overflow-wrap: anywhere; font-size: 12px; }
@media (max-width: 520px) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 6px; } main { padding: 14px 10px 32px; } }
@media print { section { break-inside: avoid; } .more { display: none; } }
`

import { palette } from "../palette.js";
import { themeStyle } from "./theme.js";

/** The page's style sheet: no font, image or script from outside. */
export const pageStyle = `
${themeStyle}
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: break-word; }
main { max-width: 1120px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 19px; margin: 36px 0 8px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 14px; margin: 0 0 4px; }
p { margin: 6px 0; max-width: 76ch; }
.quiet { color: var(--quiet); font-size: 14px; }
.conclusion { margin: 18px 0 4px; padding: 12px 16px; background: var(--panel);
  border-left: 5px solid var(--main); }
.conclusion.alert { border-left-color: var(--alert); }
.conclusion.open { border-left-color: var(--quiet); }
.conclusion p:first-child { font-size: 17px; font-weight: 600; }
section ul:not(.legend) { margin: 4px 0; padding-left: 22px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 14px 5px 0; text-align: right; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { font-weight: 600; font-size: 13px; color: var(--quiet); vertical-align: bottom; }
tbody th { font-size: inherit; font-weight: inherit; color: inherit; vertical-align: top; }
th:first-child, td:first-child, td.text, th.text { text-align: left; }
td:first-child { min-width: 9em; }
td.text { overflow-wrap: anywhere; }
td .quiet { display: block; font-size: 13px; line-height: 1.3; max-width: 15em; }
td:not(:first-child) .quiet { margin-left: auto; }
td.best { font-weight: 600; color: var(--main); }
td.best .quiet { font-weight: 400; }
.dense td { font-size: 13px; white-space: nowrap; padding-right: 10px; }
.dense th { padding-right: 10px; }
.dense td .quiet { max-width: none; font-size: 12px; }
tr.total td { font-weight: 600; border-bottom: none; }
.figures { display: flex; flex-wrap: wrap; gap: 18px 12px; align-items: flex-start; margin: 12px 0; }
figure { margin: 0; max-width: 100%; }
figure svg { max-width: 100%; height: auto; }
.examples > div { display: flex; flex-wrap: wrap; gap: 4px; }
.findings td.text:last-child { min-width: 13em; }
.shown-column { border-top: 1px solid var(--line); margin-top: 14px; padding-top: 8px; }
.shown-column > h3 { font-size: 16px; }
.shown-column .example { flex-direction: column; gap: 0; }
.shown-column .example img { width: 96px; }
.volumes > div { flex-direction: column; }
.example { display: flex; flex-wrap: wrap; gap: 4px; align-items: flex-start; }
.examples img { display: block; max-width: 100%; height: auto; outline: 1px solid var(--line); outline-offset: -1px; }
.attended { display: flex; flex-direction: column; gap: 14px; margin: 12px 0; }
.attended-row { display: flex; flex-wrap: wrap; gap: 12px 20px; }
.attended .example { gap: 8px; }
.attended h3 .quiet { font-weight: 400; font-size: 13px; }
.attended svg { display: block; outline: 1px solid var(--line); outline-offset: -1px; }
.attended image { image-rendering: pixelated; }
.attended path { fill: none; stroke: ${palette.series[5]}; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
img.enlarged { image-rendering: pixelated; }
.strip { display: flex; gap: 6px; overflow-x: auto; margin: 6px 0 16px; }
.strip figure { flex: none; max-width: none; }
.strip h3 { text-align: right; padding-right: 14px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 13px; margin: 2px 0 0; padding: 0;
  list-style: none; }
.legend svg { display: inline; vertical-align: middle; margin-right: 6px; }
caption { text-align: left; font-size: 13px; color: var(--quiet); padding-bottom: 4px; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
a { color: var(--main); }
pre { background: var(--panel); padding: 12px 14px; overflow-x: auto; font-size: 12.5px;
  line-height: 1.45; margin: 8px 0; }
footer { margin-top: 40px; padding-top: 12px; border-top: 1px solid var(--line);
  color: var(--quiet); font-size: 13px; }
@media print { main { max-width: none; } pre { white-space: pre-wrap; } figure { break-inside: avoid; } }
`;

/** What the page of an audit has beyond the style of all pages. */
export const auditStyle = `
h4 { font-size: 14px; margin: 18px 0 2px; }
h5 { font-size: 13px; margin: 12px 0 2px; overflow-wrap: anywhere; }
.answered { display: block; }
.answered .quiet { display: block; max-width: 128px; font-size: 13px; overflow-wrap: anywhere; }
.badge { display: inline-flex; gap: 7px; align-items: center; white-space: nowrap; }
.badge svg { flex: none; }
.verdicts { width: 100%; }
.verdicts th, .verdicts td { text-align: left; padding-right: 18px; }
.verdicts td:first-of-type { min-width: 7em; max-width: 16em; overflow-wrap: anywhere; }
.verdicts tbody th { min-width: 7em; max-width: 18em; overflow-wrap: anywhere; }
.verdicts .quiet { margin-left: 0; max-width: none; font-weight: 400; }
.verdicts .sure { min-width: 16.5em; }
.verdicts .sure > span:not(.badge) { display: block; }
.tiers { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; margin: 10px 0; }
.tier { background: var(--panel); border-top: 4px solid var(--quiet); padding: 8px 12px; overflow-wrap: anywhere; }
.tier.found { border-top-color: var(--alert); }
.tier.encoded.found { border-top-color: var(--main); }
.tier.missed { border-top: 4px double var(--main); }
.tier.open { border-top: 4px dotted var(--quiet); }
.tier h4 { margin: 0; }
.tier .number { font-variant-numeric: tabular-nums; font-size: 14px; margin: 2px 0; }
.groups th, .groups td { padding-right: 18px; }
.groups td:has(.mark), .groups th:has(.mark) { min-width: 235px; text-align: left; }
.groups td:has(.mark) { font-weight: 600; }
.groups td:has(.mark) .quiet { display: inline; white-space: nowrap; font-weight: 400; }
.groups tbody th { min-width: 8em; max-width: 17em; overflow-wrap: anywhere; }
tbody th .quiet { display: block; font-size: 13px; }
.mark { display: block; overflow: visible; }
.dense td, .dense th { padding-right: 6px; }
.dense tbody th { font-size: 13px; min-width: 7.5em; max-width: 17em; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: 4px 0; }
summary h3 { display: inline; font-size: 17px; margin: 0 12px 0 0; overflow-wrap: anywhere; }
.chapter { border-top: 1px solid var(--line); padding: 8px 0; }
.chapter[open] { padding-bottom: 20px; }
.curve figcaption, .examples figcaption { font-size: 13px; font-weight: 600; max-width: 240px; overflow-wrap: anywhere; }
.curve figcaption .quiet, .examples figcaption .quiet { font-weight: 400; font-size: 13px; }
.looks th, .looks td { vertical-align: top; padding: 6px 14px 10px 0; }
.looks tbody th { font-weight: 400; max-width: 11em; }
.looks figure { margin: 0; }
.looks figcaption { margin: 2px 0 6px; font-weight: 400; white-space: nowrap; }
.looks .examples img { max-width: none; }
.look, .look-volume .examples > div, .looks th .examples > div { display: flex; flex-direction: column; gap: 4px; }
.look-volume { display: flex; gap: 8px; }
.look-words { display: block; min-width: 9em; font-size: 13px; margin-top: 4px; overflow-wrap: anywhere; }
h1, .conclusion { overflow-wrap: anywhere; }
@media (max-width: 720px) {
  .tiers { grid-template-columns: 1fr; }
  .verdicts, .verdicts caption, .verdicts tbody, .verdicts tr, .verdicts th, .verdicts td { display: block; }
  .verdicts thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .verdicts tr { padding: 5px 0; border-bottom: 1px solid var(--line); }
  .verdicts tbody th, .verdicts tbody td { border: none; padding: 1px 0; }
  .verdicts tbody td { max-width: none; }
  .verdicts td:first-of-type { font-weight: 600; }
  .verdicts td.sure { color: var(--quiet); }
  .verdicts td[data-side] { margin-top: 4px; }
  .verdicts td[data-side]::before { content: attr(data-side); display: block; font-size: 13px; }
}
@media print {
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  tr, .tier, .curve { break-inside: avoid; }
  .scroll { overflow: visible; }
  .dense th, .dense td { white-space: normal; font-size: 11px; padding-right: 6px; }
}
`;

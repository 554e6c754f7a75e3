import { hash } from 'node:crypto'
import { Html } from './html.ts'

/** For every page: light and dark as the reader has it, readable without it. */
const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--tint:#f3f5f7;--good:#116329;--bad:#b3261e;--wait:#7a4b00;--accent:#0550ae}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa7b4;--line:#30363d;--paper:#0d1117;--tint:#161b22;--good:#56d364;--bad:#ff938a;--wait:#e3b341;--accent:#79c0ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem 4rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.35rem;margin:1.5rem 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.5rem 0}.note{font-size:1.05rem}
a{color:var(--accent)}a:focus-visible,input:focus-visible,button:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
code,td.number,th.number{font-family:ui-monospace,monospace;font-size:.9em}code{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
.number{text-align:right;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:0}
label{display:grid;gap:.25rem;flex:1 1 16rem;color:var(--soft)}
input,button{font:inherit;color:inherit;padding:.4rem .6rem;border:1px solid var(--line);border-radius:.3rem;background:var(--tint)}
@media print{form{display:none}}
`

/** What a Content-Security-Policy calls this style. */
export const styleSource = `'sha256-${hash('sha256', style, 'base64')}'`

export const styleTag = new Html(`<style>${style}</style>`)

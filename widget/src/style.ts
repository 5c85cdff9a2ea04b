/** Colours, sizes and type follow custom properties, so that a shop can dress the widget without touching it; parts are named for ::part(). */
export const style = /* css */ `
:host {
  --c-text: var(--candor-text, light-dark(#1d2129, #eceff4));
  --c-quiet: var(--candor-quiet, light-dark(#566072, #aab4c5));
  --c-card: var(--candor-card, light-dark(#ffffff, #1d222c));
  --c-line: var(--candor-line, light-dark(#e2e6ee, #333b4a));
  --c-soft: var(--candor-soft, light-dark(#f3f5f9, #262d39));
  --c-accent: var(--candor-accent, light-dark(#1f5fbf, #8ab6ff));
  --c-for: var(--candor-for, light-dark(#1f6fb5, #6cb2f0));
  --c-against: var(--candor-against, light-dark(#b3541e, #f0a36c));
  --c-radius: var(--candor-radius, 14px);
  display: block; color: var(--c-text); font: inherit; font-family: var(--candor-font, inherit);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.top { display: flex; align-items: center; gap: 12px; min-height: 34px; margin-bottom: .6rem; }
.top:has(h2[hidden]):has(.scroller[hidden]) { display: none; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0; font-weight: 650; letter-spacing: -.01em; flex: 1; }
.scroller { display: flex; gap: 6px; margin-inline-start: auto; }
.scroller button { width: 34px; padding: 0; font-size: 1.25rem; line-height: 1; }
.scroller button:disabled { opacity: .4; cursor: default; }
@media (pointer: coarse) { .scroller { display: none; } }
ul { list-style: none; margin: 0; padding: 2px 2px 8px; display: grid; grid-auto-flow: column; grid-auto-columns: minmax(min(196px, 44vw), 1fr); gap: 14px; overflow-x: auto; scroll-snap-type: x proximity; scrollbar-width: thin; scrollbar-color: var(--c-line) transparent; }
:host([layout='grid']) ul { grid-auto-flow: row; grid-template-columns: repeat(auto-fill, minmax(min(196px, 44vw), 1fr)); overflow: visible; }
li { display: flex; flex-direction: column; background: var(--c-card); border: 1px solid var(--c-line); border-radius: var(--c-radius); overflow: hidden; scroll-snap-align: start; position: relative; transition: opacity .25s, transform .25s; }
li.fresh { animation: fresh 6s ease-out; }
@keyframes fresh { 0%, 60% { outline: 2px solid var(--c-accent); outline-offset: -2px; } 100% { outline: 2px solid transparent; outline-offset: -2px; } }
li.leaving { opacity: 0; transform: scale(.94); }
a.to { color: inherit; text-decoration: none; display: flex; flex-direction: column; flex: 1; }
a.to:hover .title { text-decoration: underline; }
img { width: 100%; height: auto; aspect-ratio: 1; object-fit: contain; background: var(--c-soft); display: block; }
.info { padding: 10px 12px 4px; display: flex; flex-direction: column; gap: 3px; flex: 1; }
.brand { font-size: .75rem; color: var(--c-quiet); }
.title { font-size: .9rem; line-height: 1.35; font-weight: 550; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.price { font-size: .92rem; font-variant-numeric: tabular-nums; margin-top: auto; padding-top: 3px; }
button { font: inherit; color: inherit; cursor: pointer; border-radius: 999px; border: 1px solid var(--c-line); background: var(--c-card); padding: 6px 14px; min-height: 34px; }
button:hover { background: var(--c-soft); }
:focus-visible { outline: 3px solid var(--c-accent); outline-offset: 2px; }
.chip { margin: 6px 10px 10px; padding: 5px 10px; font-size: .78rem; line-height: 1.3; text-align: start; color: var(--c-text); background: var(--c-soft); border-color: transparent; border-radius: 10px; display: flex; gap: 6px; align-items: center; min-height: 44px; }
.chip:hover { border-color: var(--c-accent); }
.chip svg { flex: none; width: 15px; height: 15px; color: var(--c-accent); }
.chip span { display: -webkit-box; -webkit-line-clamp: 3; overflow-wrap: anywhere; -webkit-box-orient: vertical; overflow: hidden; }
.state { padding: 18px; border: 1px dashed var(--c-line); border-radius: var(--c-radius); color: var(--c-quiet); display: flex; gap: 12px; align-items: center; flex-wrap: wrap; }
.bone { min-height: 340px; background: var(--c-soft); animation: breathe 1.4s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: .55; } }
@media (prefers-reduced-motion: reduce) { .bone, li.fresh { animation: none; } li { transition: none; } }
dialog { border: 0; padding: 0; width: min(560px, calc(100vw - 24px)); max-height: calc(100dvh - 32px); border-radius: 18px; background: var(--c-card); color: var(--c-text); box-shadow: 0 24px 80px rgb(0 0 0 / .35); }
dialog::backdrop { background: rgb(10 14 22 / .5); }
.sheet { padding: 20px 22px 22px; display: flex; flex-direction: column; gap: 14px; }
.head { display: flex; gap: 14px; align-items: flex-start; }
.head img { width: 68px; height: 68px; border-radius: 12px; flex: none; }
.head h3 { margin: 0; font-size: 1.08rem; line-height: 1.35; }
.head p { margin: 3px 0 0; color: var(--c-quiet); font-size: .9rem; }
.head button { margin-inline-start: auto; flex: none; width: 36px; height: 36px; min-height: 0; padding: 0; }
.why { font-size: 1.02rem; margin: 0; line-height: 1.5; overflow-wrap: anywhere; }
h4 { margin: 2px 0 -6px; font-size: .82rem; font-weight: 600; color: var(--c-quiet); }
.facts { display: block; overflow: visible; margin: 0; padding: 0 0 0 18px; list-style: disc; font-size: .86rem; line-height: 1.5; color: var(--c-quiet); }
.facts li { display: list-item; overflow: visible; background: none; border: 0; border-radius: 0; }
.my-data { color: var(--c-accent); font-size: .9rem; margin-inline-start: auto; }
.bars { margin: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: 9px; }
.bars div { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 10px; font-size: .86rem; align-items: baseline; }
.bars dt { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bars dd { margin: 0; color: var(--c-quiet); font-variant-numeric: tabular-nums; }
.bars .bar { grid-column: 1 / -1; }
.bars i { height: 9px; border-radius: 5px; background: var(--c-soft); overflow: hidden; display: block; }
.bars b { display: block; height: 100%; background: var(--c-for); border-radius: 5px; min-width: 3px; }
.bars .minus b { background: repeating-linear-gradient(135deg, var(--c-against) 0 6px, transparent 6px 9px); }
.proof { border: 1px solid var(--c-line); border-inline-start: 4px solid var(--c-for); border-radius: 10px; padding: 12px 14px; display: flex; flex-direction: column; gap: 9px; background: var(--c-soft); font-size: .92rem; line-height: 1.45; }
.proof small { color: var(--c-quiet); }
.row { display: flex; gap: 8px 12px; flex-wrap: wrap; align-items: center; }
.strong { background: var(--c-accent); border-color: var(--c-accent); color: var(--candor-on-accent, light-dark(#fff, #0d1420)); }
.strong:hover { background: var(--c-accent); filter: brightness(1.08); }
.note { margin: 10px 0 0; padding: 10px 14px; border-radius: 10px; background: var(--c-soft); display: flex; gap: 10px; align-items: center; flex-wrap: wrap; font-size: .92rem; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`

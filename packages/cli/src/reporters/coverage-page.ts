/** What the coverage page looks like. Colours are never alone: each state has its own underline. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1c2128; --dim: #59636e; --line: #d1d9e0; --panel: #f6f8fa;
  --both: #116329; --both-on: #dafbe1; --some: #7d4e00; --some-on: #fff3c4;
  --none: #a40e26; --none-on: #ffe2e0; --skip: #59636e; --skip-on: #eef1f4; --focus: #0969da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --dim: #9198a1; --line: #3d444d; --panel: #151b23;
    --both: #7ee787; --both-on: #12361f; --some: #f2cc60; --some-on: #3a2d0b;
    --none: #ffa198; --none-on: #4a1619; --skip: #9198a1; --skip-on: #21262d; --focus: #4493f8;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif;
  display: grid; grid-template: "head head" auto "main side" 1fr / minmax(0, 1fr) minmax(18rem, 24rem);
  column-gap: 1.5rem; padding: 0 1.5rem 3rem; max-width: 100rem; margin-inline: auto;
}
header { grid-area: head; padding-top: 1rem; }
main { grid-area: main; min-width: 0; }
aside {
  grid-area: side; position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow: auto;
  background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin-top: 1rem;
}
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
.score { font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { color: var(--dim); font-weight: 600; }
tbody th { font-weight: 400; }
td.both { color: var(--both); } td.some { color: var(--some); } td.none { color: var(--none); } td.skip { color: var(--skip); }
a { color: inherit; }
.source {
  font: 13px/1.65 ui-monospace, monospace; margin: .75rem 0 0; padding: .5rem 0 .5rem 4.5ch;
  border: 1px solid var(--line); border-radius: .5rem; overflow-x: auto; tab-size: 2;
}
.source li { white-space: pre-wrap; overflow-wrap: anywhere; padding-left: .5rem; }
.source li::marker { color: var(--dim); font-size: .9em; }
.source li:target { background: var(--panel); outline: 2px solid var(--line); }
code { font: inherit; }
.point { font: inherit; color: inherit; border: 0; padding: .05em .1em; margin: 0 -.1em; border-radius: .2em; text-align: left; white-space: pre-wrap; overflow-wrap: anywhere; display: inline; }
.legend .point { margin: 0; padding: .05em .4em; }
button.point { cursor: pointer; }
.point.both { background: var(--both-on); color: var(--both); text-decoration: underline solid 1px; text-underline-offset: .25em; }
.point.some { background: var(--some-on); color: var(--some); text-decoration: underline dashed 1.5px; text-underline-offset: .25em; }
.point.none { background: var(--none-on); color: var(--none); text-decoration: underline wavy 1px; text-underline-offset: .25em; }
.point.skip { background: var(--skip-on); color: var(--skip); text-decoration: underline dotted 1px; text-underline-offset: .25em; }
.point[aria-pressed="true"] { outline: 2px solid var(--focus); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
aside h3 { font: 600 13px/1.5 ui-monospace, monospace; margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
aside p { margin: .25rem 0; } .hint, aside .what, aside .note, aside small { color: var(--dim); }
aside h4 { margin: .9rem 0 .2rem; font-size: .95rem; }
aside ul { margin: 0; padding-left: 1.1rem; } aside li { margin: .2rem 0; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 60rem) {
  body { display: block; padding: 0 1rem 45vh; }
  aside { position: fixed; inset: auto 0 0 0; max-height: 40vh; margin: 0; border-radius: .75rem .75rem 0 0; }
}
@media print { aside { display: none; } body { display: block; } }
`;

/** Shows, of what is clicked on, the events that decided it. */
export const PAGE_SCRIPT = `
const details = JSON.parse(document.getElementById('data').textContent);
const panel = document.getElementById('detail');
const make = (name, text, cls) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (cls) made.className = cls;
  return made;
};
function show(id) {
  const detail = details[id];
  panel.replaceChildren(make('h3', detail.title), make('p', detail.what + ': ' + detail.state, 'what'));
  for (const { label, count, events, note } of detail.rows) {
    panel.append(make('h4', label + ': ' + (note ? 'never' : count === 1 ? '1 event' : count + ' events')));
    if (note) panel.append(make('p', note, 'note'));
    if (events.length === 0) continue;
    const list = make('ul');
    for (const { input, line, summary } of events) {
      const item = make('li', summary === '' ? '' : summary + ' ');
      item.append(make('small', input + ':' + line));
      list.append(item);
    }
    if (count > events.length) list.append(make('li', 'and ' + (count - events.length) + ' more'));
    panel.append(list);
  }
  for (const each of document.querySelectorAll('[data-point]'))
    each.setAttribute('aria-pressed', String(each.dataset.point === String(id)));
}
document.addEventListener('click', (event) => {
  const point = event.target.closest('[data-point]');
  if (point) show(point.dataset.point);
});
`;

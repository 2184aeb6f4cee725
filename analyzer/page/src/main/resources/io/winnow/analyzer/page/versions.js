// SPDX-License-Identifier: Apache-2.0
// The other images of a workload, and what differs.
import { html, useState } from './lib.js';
import { useDocument } from './api.js';
import { Card, Empty, Chip, CommandLine, Name } from './parts.js';
import { ago, count, plain } from './text.js';

const nameOf = id => id.replace(/@sha256:[0-9a-f]+$/, '');

export function Versions({ summary, detail }) {
  const { data } = useDocument('/v1/workloads');
  const others = (data ?? []).filter(one => one.id !== summary.id && nameOf(one.id) === nameOf(summary.id));
  const [chosen, setChosen] = useState();
  const other = others.find(one => one.shortId === chosen);
  return html`<${Card} title="Image versions" id="versions" className="half">
    ${others.length === 0 ? html`<${Empty}>No other image of it has been seen. A new digest gets a baseline of its own beside this one.<//>` : html`
      <ul class="lines">${others.map(one => html`<li key=${one.shortId}><a href=${'#/workloads/' + one.shortId}><${Name} text=${one.id.slice(nameOf(one.id).length + 1) || one.id} /></a>
        ${' '}<${Chip} text=${one.state} /> <span class="muted">${count(one.syscalls, 'call')}, last seen ${ago(one.lastSeen)}</span>
        ${' '}<button type="button" class="small" aria-pressed=${String(chosen === one.shortId)} onClick=${() => setChosen(one.shortId)}>Compare</button></li>`)}</ul>
      ${other && html`<${Difference} own=${detail} other=${other} />`}`}
  <//>`;
}

function Difference({ own, other }) {
  const { data } = useDocument('/v1/workloads/' + other.shortId);
  if (!data) {
    return null;
  }
  const names = detail => new Set([...Object.values(detail.syscalls).flat(), ...detail.capabilities]);
  const [mine, theirs] = [names(own), names(data)];
  const only = (some, than) => [...some].filter(name => !than.has(name)).sort();
  return html`<dl class="details"><dt>Only here</dt><dd class="mono">${only(mine, theirs).map(plain).join(' ') || 'nothing'}</dd>
    <dt>Only there</dt><dd class="mono">${only(theirs, mine).map(plain).join(' ') || 'nothing'}</dd></dl>
    <${CommandLine} words=${'winnow diff ' + other.shortId + ' ' + own.summary.shortId} />`;
}

// SPDX-License-Identifier: Apache-2.0
// The system calls of a workload by family: used, allowed by the suggestion, allowed today.
import { html, useState, useMemo } from './lib.js';
import { useDocument } from './api.js';
import { Card, Failure, Waiting } from './parts.js';
import { familyOf, FAMILY_NAMES } from './families.js';
import { number, plain } from './text.js';

const WORDS = { used: 'used', suggested: 'allowed by the suggestion', allowed: 'allowed today, never used', unknown: '' };

export function Calls({ path, explain }) {
  const { data, error } = useDocument(path + '/calls', 15000);
  const [all, setAll] = useState(false);
  const families = useMemo(() => data && byFamily(data), [data]);
  const total = test => data?.filter(test).length ?? 0;
  return html`<${Card} title="System calls" id="calls" className="most" aside=${html`<label class="check"><input type="checkbox" checked=${all} onChange=${event => setAll(event.currentTarget.checked)} />Show what is allowed today and never used</label>`}>
    <${Failure} error=${error} />
    ${!data ? !error && html`<${Waiting} what="system calls" />` : html`
      <p class="legend">
        <span><i class="call used"></i><b>${number(total(call => call.stages.length))}</b> used</span>
        <span><i class="call suggested"></i><b>${number(total(call => call.suggested))}</b> allowed by the suggestion</span>
        <span><i class="call allowed"></i><b>${number(total(call => call.allowed))}</b> allowed today by Docker’s default</span>
        <span><i class="call used exec"></i>by exec sessions only</span></p>
      <div class="families">${families.map(family => html`<${Family} key=${family.name} family=${family} all=${all} explain=${explain} />`)}</div>`}
  <//>`;
}

function Family({ family, all, explain }) {
  const shown = family.calls.filter(call => all || kind(call) !== 'allowed');
  const hidden = family.calls.length - family.used;
  return shown.length === 0 && !all ? null : html`<section class="family" aria-label=${family.name}>
    <h3>${family.name}<span>${number(family.used)} of ${number(family.calls.length)}</span></h3>
    <div class="calls">${shown.map(call => html`<button type="button" key=${call.name} class=${'call ' + kind(call) + (sessionsOnly(call) ? ' exec' : '')}
      title=${title(call)} aria-label=${call.name + ', ' + WORDS[kind(call)]} onClick=${() => explain(call.name)}>${plain(call.name)}</button>`)}</div>
  </section>`;
}

function kind(call) {
  return call.stages.length ? 'used' : call.suggested ? 'suggested' : 'allowed';
}

function sessionsOnly(call) {
  return call.stages.length === 1 && call.stages[0] === 'exec';
}

function title(call) {
  return [WORDS[kind(call)] + (call.stages.length ? ' in ' + call.stages.join(', ') : ''), ...call.reasons.map(plain)].join('\n');
}

function byFamily(calls) {
  const groups = new Map(FAMILY_NAMES.map(name => [name, []]));
  calls.forEach(call => groups.get(familyOf(call.name)).push(call));
  const rank = { used: 0, suggested: 1, allowed: 2 };
  return [...groups].filter(([, members]) => members.length).map(([name, members]) => ({
    name, used: members.filter(call => call.stages.length).length, calls: members.sort((a, b) => rank[kind(a)] - rank[kind(b)]) }));
}

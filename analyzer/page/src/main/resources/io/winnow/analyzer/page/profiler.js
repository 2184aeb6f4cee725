// SPDX-License-Identifier: Apache-2.0
// Has a container's calls counted and timed, and lists those that are or were.
import { html, useState, useMemo } from './lib.js';
import { useDocument, post } from './api.js';
import { Profile } from './profile.js';
import { Card, Chip, Decision, Empty, Failure, Name, Waiting } from './parts.js';
import { ago, count, moment, number, plain } from './text.js';

const EVERY = 2000;
/** Of more the filter finds each. */
const OFFERED = 200;
const TIMES = [[60, '1 minute'], [300, '5 minutes'], [900, '15 minutes'], [3600, '1 hour']];
const TONES = { running: 'good', waiting: 'warn', ended: 'plain' };

export function Profiler({ at, principal }) {
  return at.id ? html`<${Profile} key=${at.id} container=${at.id} principal=${principal} />` : html`<${All} wanted=${at.query.get('workload')} principal=${principal} />`;
}

function All({ wanted, principal }) {
  const { data, error } = useDocument('/v1/profiling', EVERY);
  return html`
    <h1 tabindex="-1">Profiler</h1>
    <${Failure} error=${error} />
    <${Start} wanted=${wanted} principal=${principal} />
    <${Card} title="Profiled containers" id="profiled" aside=${html`<span class="muted">now, or lately</span>`}>
      ${!data ? !error && html`<${Waiting} what="profiles" />` : data.length === 0 ? html`<${Empty}>None. Each call of a profiled container is counted and timed, which takes it some time: so it ends by itself.<//>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Table of profiled containers"><table>
          <thead><tr><th scope="col">Container</th><th scope="col">Workload</th><th scope="col">State</th><th scope="col" class="numeric">Calls</th><th scope="col" class="numeric">Errors</th>
            <th scope="col">Since</th><th scope="col">Started by</th></tr></thead>
          <tbody>${data.map(one => html`<tr key=${one.container}><th scope="row"><a href=${'#/profiler/' + encodeURIComponent(one.container)}><${Name} text=${one.name || one.container} /></a></th>
            <td><${Name} text=${one.workload} /></td><td><${State} summary=${one} /></td><td class="numeric">${number(one.calls)}</td><td class="numeric">${number(one.failed)}</td>
            <td title=${moment(one.since)}>${ago(one.since)}</td><td>${plain(one.startedBy)}</td></tr>`)}</tbody></table></div>`}
    <//>`;
}

export function State({ summary }) {
  return html`<${Chip} text=${summary.state} tone=${TONES[summary.state]} />`;
}

function Start({ wanted, principal }) {
  const { data, error } = useDocument('/v1/containers', 5000);
  const [chosen, setChosen] = useState('');
  const [seconds, setSeconds] = useState(TIMES[0][0]);
  const [failed, setFailed] = useState();
  const [typed, setTyped] = useState('');
  const all = useMemo(() => (data ?? []).filter(one => !one.pause), [data]);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(one => words.every(word => (one.id + ' ' + one.name + ' ' + one.workload).toLowerCase().includes(word)));
  const container = found.find(one => one.id === chosen) ?? found.find(one => one.workloadId === wanted) ?? found[0];
  const offered = found.length <= OFFERED ? found : [...new Set([container, ...found.slice(0, OFFERED)])];
  const start = async () => {
    try {
      await post('/v1/profiling/' + encodeURIComponent(container.id) + '/start?seconds=' + seconds);
      location.hash = '#/profiler/' + encodeURIComponent(container.id);
    } catch (e) {
      setFailed(e);
    }
  };
  return html`<${Card} title="Profile a container" id="start" aside=${data && html`<span class="muted" role="status">${words.length ? number(found.length) + ' of ' : ''}${count(all.length, 'container')} running</span>`}>
    <${Failure} error=${error ?? failed} />
    <div class="tools" role="search">
      <input type="search" value=${typed} onInput=${event => setTyped(event.currentTarget.value)} placeholder="Filter by container or workload" aria-label="Filter containers" />
      <select class="grow" value=${container?.id} aria-label="Container" disabled=${!container} onChange=${event => setChosen(event.currentTarget.value)}>
        ${offered.map(one => html`<option key=${one.id} value=${one.id}>${plain(one.name || one.id) + ' · ' + plain(one.workload)}</option>`)}</select>
      <select value=${seconds} aria-label="For how long" onChange=${event => setSeconds(Number(event.currentTarget.value))}>
        ${TIMES.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select>
      <${Decision} principal=${principal} primary disabled=${!container} onClick=${start}>Start<//>
    </div>
  <//>`;
}

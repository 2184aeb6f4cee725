// SPDX-License-Identifier: Apache-2.0
// What operators are called for: violations grouped by their cause, the worst first, as they happen.
import { html, useState, useMemo, useEffect, useCallback } from './lib.js';
import { follow, get, post } from './api.js';
import { Chip, CommandLine, Decision, Empty, Failure, Name, Waiting } from './parts.js';
import { SEVERITIES, ago, count, number, moment, plain, shell } from './text.js';

const PATH = '/v1/findings';
/** Those that nothing more comes of are closed, and no update says so. */
const EVERY = 60000;
const SHOWN = 100;
const STATES = { pending: ['open', 'acknowledged'], all: ['open', 'acknowledged', 'accepted', 'closed'], open: ['open'], acknowledged: ['acknowledged'], accepted: ['accepted'], closed: ['closed'] };
const TONES = { open: 'bad', acknowledged: 'warn', accepted: 'good', closed: 'plain' };
const GROUPS = { severity: finding => finding.severity, workload: finding => finding.workload.id, none: () => '' };

/** All of them, each as its newest update says: the list, and what is sent of it from then on. */
function useFindings() {
  const [known, setKnown] = useState();
  const [error, setError] = useState();
  const take = useCallback(updates => setKnown(before => {
    const newest = new Map(before);
    updates.filter(update => !(newest.get(update.id)?.sequence > update.sequence)).forEach(update => newest.set(update.id, update));
    return newest;
  }), []);
  useEffect(() => {
    const list = () => get(PATH).then(take, setError);
    const timer = setInterval(list, EVERY);
    const end = follow(PATH, {
      opened: () => {
        setError();
        list();
      },
      receive: take,
      failed: setError,
    });
    return () => {
      clearInterval(timer);
      end();
    };
  }, []);
  return { data: useMemo(() => known && [...known.values()], [known]), error, take };
}

export function Findings({ at, principal }) {
  const { data, error, take } = useFindings();
  const [wanted, setWanted] = useState(at.query.get('workload') ?? '');
  const [state, setState] = useState('pending');
  const [severity, setSeverity] = useState('info');
  const [grouping, setGrouping] = useState('severity');
  const [limit, setLimit] = useState(SHOWN);
  const shown = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return (data ?? [])
      .filter(finding => STATES[state].includes(finding.state) && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity) && words.every(word => haystack(finding).includes(word)))
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.time < b.time ? 1 : -1));
  }, [data, wanted, state, severity]);
  return html`
    <h1 tabindex="-1">Findings</h1>
    <${Failure} error=${error} />
    <${CommandLine} words="winnow findings --follow" />
    <div class="tools" role="search">
      <input type="search" value=${wanted} onInput=${event => setWanted(event.currentTarget.value)} placeholder="Filter by workload, program or what was done" aria-label="Filter findings" />
      <${Choice} label="Which states" value=${state} change=${setState} options=${{ pending: 'Open or acknowledged', all: 'All states', open: 'Open', acknowledged: 'Acknowledged', accepted: 'Accepted', closed: 'Closed' }} />
      <${Choice} label="Least severity" value=${severity} change=${setSeverity} options=${{ info: 'Any severity', low: 'Low and up', medium: 'Medium and up', high: 'High and up', critical: 'Critical' }} />
      <${Choice} label="Grouped by" value=${grouping} change=${setGrouping} options=${{ severity: 'By severity', workload: 'By workload', none: 'Not grouped' }} />
      <span class="muted" role="status">${data ? number(shown.length) + ' of ' + count(data.length, 'finding') : ''}</span>
    </div>
    ${!data ? !error && html`<${Waiting} what="findings" />`
      : shown.length === 0 ? html`<${Empty}>Nothing to show. What a frozen workload does outside its baseline appears here.<//>`
        : groups(shown.slice(0, limit), GROUPS[grouping]).map(([name, members]) => html`<section key=${name} class="group" aria-label=${plain(name) || 'Findings'}>
          ${name && html`<h2><bdi>${plain(name)}</bdi> <span class="muted">${number(members.length)}</span></h2>`}
          ${members.map(finding => html`<${Finding} key=${finding.id} finding=${finding} principal=${principal} take=${take} />`)}</section>`)}
    ${shown.length > limit && html`<button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show more</button>`}`;
}

function Choice({ label, value, change, options }) {
  return html`<select value=${value} aria-label=${label} onChange=${event => change(event.currentTarget.value)}>
    ${Object.entries(options).map(([key, words]) => html`<option key=${key} value=${key}>${words}</option>`)}</select>`;
}

/** Only what was refused each time counts less than it does by itself: the container's limits held. */
function worse(behaviour, finding) {
  return SEVERITIES.indexOf(behaviour.severity) < SEVERITIES.indexOf(finding.severity);
}

/** In the order of their first members. */
function groups(findings, of) {
  const byName = new Map();
  findings.forEach(finding => byName.set(of(finding), [...byName.get(of(finding)) ?? [], finding]));
  return [...byName];
}

function haystack(finding) {
  return [finding.id, finding.title, finding.kind, finding.workload.id, finding.container?.name, finding.container?.id, finding.technique?.id,
    ...finding.processes.map(one => one.executable ?? one.comm), ...finding.violations.map(one => one.summary)].join(' ').toLowerCase();
}

function Finding({ finding, principal, take }) {
  const [open, setOpen] = useState(false);
  return html`<article class="card finding"><details onToggle=${event => setOpen(event.currentTarget.open)}>
    <summary><${Chip} text=${finding.severity} /><strong>${plain(finding.title)}</strong><span class="muted" title=${moment(finding.time)}>${ago(finding.time)}</span>
      <span class="where"><${Chip} text=${finding.state} tone=${TONES[finding.state]} /> ${plain(finding.workload.id)} · ${count(finding.count.violations, 'violation')}${finding.technique ? ' · ' + plain(finding.technique.id + ' ' + finding.technique.name) : ''}</span></summary>
    ${open && html`<${Body} finding=${finding} principal=${principal} take=${take} />`}
  </details></article>`;
}

function Body({ finding, principal, take }) {
  return html`<div class="body">
    <div><h3>Why</h3><p>${plain(finding.why)}</p></div>
    <div><h3>What to do</h3><p>${plain(finding.remedy)}</p></div>
    <div><h3>Processes</h3>${finding.processes.length ? html`<${Tree} processes=${finding.processes} />` : html`<p class="muted">not known</p>`}</div>
    <div><dl class="details"><dt>Finding</dt><dd class="mono">${finding.id}</dd><dt>Workload</dt><dd><${Name} text=${finding.workload.id} /></dd>
      <dt>Container</dt><dd><${Name} text=${finding.container?.name || finding.container?.id} />${finding.count.containers > 1 ? ' and ' + count(finding.count.containers - 1, 'other') : ''}</dd>
      ${finding.container?.image && html`<dt>Image</dt><dd><${Name} text=${finding.container.image} /></dd>`}
      <dt>First</dt><dd>${moment(finding.first)}</dd><dt>Last</dt><dd>${moment(finding.time)}</dd></dl></div>
    ${finding.behaviours.length > 0 && html`<div class="full"><h3>Behaviours</h3><ul class="lines">${finding.behaviours.map(one => html`<li key=${one.id}>
      <${Chip} text=${one.severity} /> <b>${plain(one.title)}</b> <span class="muted">${[one.technique && one.technique.id + ' ' + one.technique.name, ...one.known].filter(Boolean).map(plain).join(' · ')}</span>
      ${worse(one, finding) && html` <span>It was refused: it counts one level less here.</span>`}<br />${plain(one.meaning)}</li>`)}</ul></div>`}
    <div class="full"><h3>Time line</h3><${TimeLine} finding=${finding} />
      <div class="scroll" tabindex="0" role="region" aria-label="Violations"><table><thead><tr><th scope="col">Time</th><th scope="col">Severity</th><th scope="col">Kind</th><th scope="col">What</th><th scope="col" class="numeric">Count</th><th scope="col" class="numeric">Process</th></tr></thead>
        <tbody>${finding.violations.map(one => html`<tr key=${one.id}><td>${moment(one.time)}</td><td>${one.severity}</td><td>${one.kind}</td><td>${plain(one.summary)}${one.file && html`<${Executed} file=${one.file} />`}</td><td class="numeric">${number(one.count)}</td><td class="numeric">${one.pid ?? '–'}</td></tr>`)}</tbody></table></div></div>
    ${finding.decisions.length > 0 && html`<div class="full"><h3>History</h3><ul class="lines">${finding.decisions.map((one, at) => html`<li key=${at}>${moment(one.time)} ${one.state} by ${plain(one.by)}${one.reason ? ': ' + plain(one.reason) : ''}</li>`)}</ul></div>`}
    ${(finding.state === 'open' || finding.state === 'acknowledged') && html`<div class="full"><${Verdict} finding=${finding} principal=${principal} take=${take} /></div>`}
  </div>`;
}

function Verdict({ finding, principal, take }) {
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState();
  const decide = what => post(PATH + '/' + encodeURIComponent(finding.id) + '/' + what + '?reason=' + encodeURIComponent(reason)).then(update => { setFailed(); take([update]); }, setFailed);
  return html`<${Failure} error=${failed} />
    <div class="tools">
      <input type="text" value=${reason} onInput=${event => setReason(event.currentTarget.value)} placeholder="Reason, for those who ask later" aria-label="Reason" />
      ${finding.state === 'open' && html`<${Decision} principal=${principal} primary onClick=${() => decide('acknowledge')}>Acknowledge<//>`}
      <${Decision} principal=${principal} disabled=${reason.trim() === ''} onClick=${() => decide('accept')}>Accept into the baseline<//>
    </div>
    <${CommandLine} words=${'winnow findings accept ' + finding.id + ' --reason ' + (reason ? shell(reason) : 'TEXT')} />`;
}

/** Parents first; one whose parent is not known begins a tree. Who is only there because of what it started is faint. */
function Tree({ processes, parent }) {
  const known = new Set(processes.map(one => one.pid));
  const children = processes.filter(one => parent === undefined ? !known.has(one.parent) : one.parent === parent && one.pid !== parent);
  return children.length === 0 ? null : html`<ul class=${parent === undefined ? 'tree' : ''}>${children.map(one => html`<li key=${one.pid} class=${one.member ? '' : 'muted'}>
    <${Name} text=${one.executable ?? one.comm} /> <span class="muted">${one.containerPid || one.pid}</span>
    <${Tree} processes=${processes} parent=${one.pid} /></li>`)}</ul>`;
}

function Executed({ file }) {
  return html`<br /><span class="muted"><${Name} text=${file.path} />, ${count(file.size, 'byte')}, SHA-256 <span class="mono">${file.sha256}</span></span>`;
}

function TimeLine({ finding }) {
  const from = Date.parse(finding.first);
  const span = Math.max(1, Date.parse(finding.time) - from);
  return html`<div class="timeline" role="img" aria-label=${count(finding.violations.length, 'violation') + ' from ' + moment(finding.first) + ' to ' + moment(finding.time)}>
    ${finding.violations.map(one => html`<span key=${one.id} class=${'at-' + one.severity} style=${{ left: Math.max(0, Math.min(99, 99 * (Date.parse(one.time) - from) / span)) + '%' }}></span>`)}</div>`;
}

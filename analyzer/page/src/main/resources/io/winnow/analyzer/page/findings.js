// SPDX-License-Identifier: Apache-2.0
// What frozen workloads did outside their baselines, as it happens; the newest first.
import { html, useState, useEffect, useMemo } from './lib.js';
import { follow } from './api.js';
import { toFinding } from './violations.js';
import { Chip, Empty, Failure, Name, CommandLine, Waiting } from './parts.js';
import { ago, count, number, moment, plain } from './text.js';

const SHOWN = 100;

/** The newest state of each finding: an update has the id of what it updates. */
function useFindings() {
  const [state, setState] = useState({ findings: new Map(), live: false });
  useEffect(() => follow('/v1/violations', {
    opened: () => setState(before => ({ ...before, live: true, error: undefined })),
    failed: error => setState(before => ({ ...before, live: false, error })),
    receive: documents => setState(before => {
      const findings = new Map(before.findings);
      documents.map(toFinding).forEach(finding => {
        const known = findings.get(finding.id);
        if (!known || known.update <= finding.update) {
          findings.set(finding.id, finding);
        }
      });
      return { ...before, findings };
    }),
  }), []);
  return state;
}

export function Findings({ at }) {
  const { findings, live, error } = useFindings();
  const [wanted, setWanted] = useState(at.query.get('workload') ?? '');
  const [limit, setLimit] = useState(SHOWN);
  const shown = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return [...findings.values()]
      .filter(finding => words.every(word => haystack(finding).includes(word)))
      .sort((a, b) => a.lastSeen < b.lastSeen ? 1 : -1);
  }, [findings, wanted]);
  return html`
    <h1 tabindex="-1">Findings</h1>
    <${Failure} error=${error} />
    <${CommandLine} words="winnow violations --follow" />
    <div class="tools" role="search">
      <input type="search" value=${wanted} onInput=${event => setWanted(event.currentTarget.value)} placeholder="Filter by workload, program or what was done" aria-label="Filter findings" />
      <span class="muted" role="status">${live ? 'Live' : 'Not connected'} · ${count(shown.length, 'finding')}</span>
    </div>
    ${!live && !error && findings.size === 0 ? html`<${Waiting} what="findings" />`
      : shown.length === 0 ? html`<${Empty}>Nothing to show. What a frozen workload does outside its baseline appears here at once.<//>`
        : shown.slice(0, limit).map(finding => html`<${Finding} key=${finding.id} finding=${finding} />`)}
    ${shown.length > limit && html`<button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show more</button>`}`;
}

function haystack(finding) {
  return [finding.id, finding.title, finding.kind, finding.workload.id, finding.container?.name, finding.container?.id,
    ...finding.processes.map(one => one.executable ?? one.comm)].join(' ').toLowerCase();
}

function Finding({ finding }) {
  const [open, setOpen] = useState(false);
  return html`<article class="card finding"><details onToggle=${event => setOpen(event.currentTarget.open)}>
    <summary><${Chip} text=${finding.kind} tone="warn" /><strong>${plain(finding.title)}</strong><span class="muted" title=${moment(finding.lastSeen)}>${ago(finding.lastSeen)}</span>
      <span class="where">${plain(finding.workload.id)} · ${count(finding.count, 'violation')}</span></summary>
    ${open && html`<${Body} finding=${finding} />`}
  </details></article>`;
}

function Body({ finding }) {
  return html`<div class="body">
    <div><h3>Why</h3><p>${plain(finding.why)}</p></div>
    <div><h3>What to do</h3><p>${plain(finding.remedy)}</p></div>
    <div><h3>Processes</h3>${finding.processes.length ? html`<${Tree} processes=${finding.processes} />` : html`<p class="muted">not known</p>`}</div>
    <div><dl class="details"><dt>Finding</dt><dd class="mono">${finding.id.slice(0, 8)}</dd><dt>Container</dt><dd><${Name} text=${finding.container?.name || finding.container?.id} /></dd>
      ${finding.container?.image && html`<dt>Image</dt><dd><${Name} text=${finding.container.image} /></dd>`}
      <dt>First seen</dt><dd>${moment(finding.firstSeen)}</dd><dt>Last seen</dt><dd>${moment(finding.lastSeen)}</dd></dl></div>
    <div class="full"><h3>Time line</h3><${TimeLine} finding=${finding} />
      <div class="scroll" tabindex="0" role="region" aria-label="Violations"><table><thead><tr><th scope="col">Time</th><th scope="col">Kind</th><th scope="col">What</th><th scope="col" class="numeric">Count</th><th scope="col" class="numeric">Process</th></tr></thead>
        <tbody>${finding.violations.map(one => html`<tr key=${one.id}><td>${moment(one.time)}</td><td>${one.kind}</td><td>${plain(one.summary)}</td><td class="numeric">${number(one.count)}</td><td class="numeric">${one.pid ?? '–'}</td></tr>`)}</tbody></table></div></div>
  </div>`;
}

/** Parents first; one whose parent is not known begins a tree. */
function Tree({ processes, parent }) {
  const known = new Set(processes.map(one => one.pid));
  const children = processes.filter(one => parent === undefined ? !known.has(one.parent) : one.parent === parent && one.pid !== parent);
  return children.length === 0 ? null : html`<ul class=${parent === undefined ? 'tree' : ''}>${children.map(one => html`<li key=${one.pid}>
    <${Name} text=${one.executable ?? one.comm} /> <span class="muted">${one.containerPid || one.pid}</span>
    <${Tree} processes=${processes} parent=${one.pid} /></li>`)}</ul>`;
}

function TimeLine({ finding }) {
  const from = Date.parse(finding.firstSeen);
  const span = Math.max(1, Date.parse(finding.lastSeen) - from);
  return html`<div class="timeline" role="img" aria-label=${count(finding.violations.length, 'violation') + ' from ' + moment(finding.firstSeen) + ' to ' + moment(finding.lastSeen)}>
    ${finding.violations.map(one => html`<span key=${one.id} style=${{ left: Math.max(0, Math.min(99, 99 * (Date.parse(one.time) - from) / span)) + '%' }}></span>`)}</div>`;
}

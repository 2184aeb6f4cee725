// SPDX-License-Identifier: Apache-2.0
// All workloads, each as a row: what it is allowed beside what it uses.
import { html, useState, useMemo } from './lib.js';
import { useDocument } from './api.js';
import { Name, Meter, Chip, Failure, Waiting, Empty } from './parts.js';
import { Table, sorted } from './table.js';
import { SEVERITIES, ago, count, number, percent, moment } from './text.js';

const EVERY = 5000;

const COLUMNS = [
  { key: 'name', title: 'Workload', value: row => row.id, cell: row => html`<a href=${'#/workloads/' + row.shortId}><${Name} text=${row.id} /></a><span class="under">${row.shortId}</span>` },
  { key: 'state', title: 'State', value: row => row.state, cell: row => html`<${Chip} text=${row.state} />${row.partial.length ? html` <${Chip} text="partial" />` : ''}` },
  { key: 'syscalls', title: 'System calls', downFirst: true, value: row => row.syscalls, cell: row => html`<${Meter} used=${row.syscalls} of=${row.allowed?.syscalls} />` },
  { key: 'capabilities', title: 'Capabilities', downFirst: true, value: row => row.capabilities, cell: row => html`<${Meter} used=${row.capabilities} of=${row.allowed?.capabilities} />` },
  { key: 'coverage', title: 'Seen at least', numeric: true, downFirst: true, value: row => row.sample.coverageAtLeast ?? -1,
    cell: row => html`<span title=${count(row.sample.windows, 'window') + ', ' + count(row.sample.starts, 'start')}>${percent(row.sample.coverageAtLeast)}</span>` },
  { key: 'containers', title: 'Replicas', numeric: true, downFirst: true, value: row => row.containers, cell: row => number(row.containers) },
  { key: 'pending', title: 'To review', numeric: true, downFirst: true, value: row => row.pending,
    cell: row => row.pending ? html`<a href=${'#/workloads/' + row.shortId + '/review'} class="attention">${number(row.pending)}</a>` : html`<span class="muted">0</span>` },
  { key: 'findings', title: 'Findings', numeric: true, downFirst: true, value: row => row.severity,
    cell: row => row.severity ? html`<a href=${'#/findings?workload=' + encodeURIComponent(row.id)} class="attention" title=${bySeverity(row)}>${number(row.pendingFindings)}</a>` : html`<span class="muted">0</span>` },
  { key: 'last', title: 'Last seen', downFirst: true, value: row => row.lastSeen ?? '', cell: row => html`<span class="muted" title=${moment(row.lastSeen)}>${ago(row.lastSeen)}</span>` },
];

const STATES = { all: () => true, learning: row => row.state === 'learning', stable: row => row.state === 'stable', frozen: row => row.state === 'frozen',
  partial: row => row.partial.length > 0, attention: row => row.pending > 0 || row.pendingFindings > 0 };

export function Overview() {
  const { data, error } = useDocument('/v1/workloads', EVERY);
  const fleet = useDocument('/v1/fleet', EVERY).data;
  const [order, setOrder] = useState({ key: 'name', down: false });
  const [wanted, setWanted] = useState('');
  const [state, setState] = useState('all');
  const rows = useMemo(() => data?.map(row => ({ ...searchable(row), ...ranked(row) })), [data]);
  const inOrder = useMemo(() => rows && sorted(rows, COLUMNS, order), [rows, order]);
  const shown = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return inOrder?.filter(row => STATES[state](row) && words.every(word => row.words.includes(word)));
  }, [inOrder, wanted, state]);
  return html`
    <h1 tabindex="-1">Workloads</h1>
    <${Fleet} fleet=${fleet} rows=${rows} />
    <${Failure} error=${error} />
    <div class="tools" role="search">
      <input type="search" value=${wanted} onInput=${event => setWanted(event.currentTarget.value)} placeholder="Filter by name, image or label" aria-label="Filter workloads" />
      <select value=${state} onChange=${event => setState(event.currentTarget.value)} aria-label="Which workloads">
        <option value="all">All states</option><option value="learning">Learning</option><option value="stable">Stable</option>
        <option value="frozen">Frozen</option><option value="partial">Partial</option><option value="attention">Needs attention</option>
      </select>
      <span class="muted" role="status">${shown ? number(shown.length) + ' of ' + count(rows.length, 'workload') : ''}</span>
    </div>
    ${!shown ? !error && html`<${Waiting} what="workloads" />`
      : rows.length === 0 ? html`<${Empty}>No container has been watched yet. Everything that runc or crun starts from now on appears here.<//>`
        : html`<${Table} label="Workloads" columns=${COLUMNS} rows=${shown} rowKey=${row => row.shortId} order=${order} onOrder=${setOrder} />`}`;
}

function searchable(row) {
  const labels = Object.entries(row.identity.labels ?? {}).flatMap(([key, values]) => values.map(value => key + '=' + value));
  return { ...row, words: [row.id, row.shortId, row.state, ...labels].join(' ').toLowerCase() };
}

/** By the worst, and of equally bad ones by how many there are. */
function ranked({ findings = {} }) {
  const counts = SEVERITIES.map(severity => findings[severity] ?? 0);
  return { pendingFindings: counts.reduce((sum, one) => sum + one, 0), severity: counts.reduce((rank, one) => rank * 1000 + Math.min(one, 999), 0) };
}

function bySeverity({ findings }) {
  return SEVERITIES.filter(severity => findings[severity]).map(severity => number(findings[severity]) + ' ' + severity).join(', ');
}

function Fleet({ fleet, rows }) {
  const of = test => rows ? rows.filter(test).length : undefined;
  return html`<div class="fleet">
    <div class="tile big"><span class="label">System calls in use</span>
      ${fleet ? html`<span class="say">Of <b>${number(fleet.syscallsAllowed)}</b> calls, <b class="accent">${number(fleet.syscallsUsed)}</b> in use</span>
        <${Meter} wide used=${fleet.syscallsUsed} of=${fleet.syscallsAllowed} />` : html`<span class="say muted">–</span>`}</div>
    <div class="tile big"><span class="label">Capabilities in use</span>
      ${fleet ? html`<span class="say">Of <b>${number(fleet.capabilitiesGranted)}</b> granted, <b class="accent">${number(fleet.capabilitiesUsed)}</b> in use</span>
        <${Meter} wide used=${fleet.capabilitiesUsed} of=${fleet.capabilitiesGranted} />` : html`<span class="say muted">–</span>`}</div>
    <${Tile} label="Workloads" value=${rows?.length} />
    <${Tile} label="Frozen" value=${of(STATES.frozen)} />
    <${Tile} label="Partial" value=${of(STATES.partial)} />
    <${Tile} label="Need attention" value=${of(STATES.attention)} />
  </div>`;
}

function Tile({ label, value }) {
  return html`<div class="tile"><span class="label">${label}</span><span class="value">${number(value)}</span></div>`;
}

// SPDX-License-Identifier: Apache-2.0
// The calls of one container that is profiled: a live table, and how long they took over time.
import { html, useState, useMemo, useRef } from './lib.js';
import { useDocument, post } from './api.js';
import { HeatMap } from './heatmap.js';
import { State } from './profiler.js';
import { Card, CommandLine, Decision, Empty, Failure, Waiting } from './parts.js';
import { ago, duration, moment, number, plain, shell } from './text.js';

const EVERY = 1000;

const COLUMNS = [
  { key: 'name', title: 'System call', value: call => label(call) },
  { key: 'rate', title: 'Calls/s', value: call => call.callsPerSecond, text: call => call.callsPerSecond < 10 ? call.callsPerSecond.toFixed(1) : number(Math.round(call.callsPerSecond)) },
  { key: 'calls', title: 'Calls', value: call => call.calls, text: call => number(call.calls) },
  { key: 'errors', title: 'Errors', value: call => call.failed, text: call => number(call.failed), detail: errors },
  { key: 'time', title: 'Time', value: call => call.totalNanos, text: call => duration(call.totalNanos) },
  { key: 'mean', title: 'Mean', value: call => call.meanNanos, text: call => duration(call.meanNanos) },
  { key: 'p50', title: 'P50', value: call => call.p50Nanos, text: call => duration(call.p50Nanos) },
  { key: 'p99', title: 'P99', value: call => call.p99Nanos, text: call => duration(call.p99Nanos) },
];

export function Profile({ container, principal }) {
  const path = '/v1/profiling/' + encodeURIComponent(container);
  const [call, setCall] = useState('');
  const { data: news, error, reload } = useDocument(path + (call ? '?call=' + encodeURIComponent(call) : ''), EVERY);
  const known = useRef();
  // what is shown stays until the latencies of another call are there
  known.current = news ?? known.current;
  const data = known.current;
  const [failed, setFailed] = useState();
  const stop = () => post(path + '/stop').then(() => { setFailed(); reload(); }, setFailed);
  if (!data) {
    return html`<h1 tabindex="-1">Profile</h1>${error ? html`<${Failure} error=${error} />` : html`<${Waiting} what="the profile" />`}`;
  }
  const { summary } = data;
  return html`
    <div class="titles">
      <div><a href="#/profiler" class="muted">Profiler</a><h1 tabindex="-1"><bdi>${plain(summary.name || summary.container)}</bdi></h1>
        <div class="facts"><${State} summary=${summary} /><bdi>${plain(summary.workload)}</bdi>
          <span>started by <b>${plain(summary.startedBy)}</b> ${ago(summary.since)}</span>
          <span title=${moment(summary.until)}>${ending(summary)}</span>
          ${summary.uncounted > 0 && html`<span class="attention">${number(summary.uncounted)} calls are not counted: raise collector.items</span>`}</div></div>
      <div class="actions"><${Decision} principal=${principal} disabled=${summary.state === 'ended'} onClick=${stop}>Stop<//></div>
    </div>
    <${Failure} error=${error ?? failed} />
    <${CommandLine} words=${'winnow top --container ' + shell(summary.container.slice(0, 12))} />
    <${Card} title=${'Latency of ' + (call || 'all calls')} id="latency" aside=${call && html`<button type="button" class="small" onClick=${() => setCall('')}>All calls</button>`}>
      <${HeatMap} map=${data.latency} of=${call || 'all calls'} /><//>
    <${Card} title="System calls" id="calls" aside=${html`<span class="muted" role="status">${number(summary.calls)} calls, ${number(summary.failed)} errors</span>`}>
      ${data.calls.length === 0 ? html`<${Empty}>${summary.state === 'ended' ? 'Nothing was counted.' : 'The first figures come within a second or two.'}<//>`
        : html`<${Calls} calls=${data.calls} chosen=${call} choose=${setCall} />`}<//>`;
}

function ending(summary) {
  return summary.stoppedBy ? 'stopped by ' + plain(summary.stoppedBy)
    : summary.state === 'ended' ? 'ended by itself' : 'ends in ' + Math.max(0, Math.ceil((Date.parse(summary.until) - Date.now()) / 1000)) + ' s';
}

function Calls({ calls, chosen, choose }) {
  const [order, setOrder] = useState('time');
  const shown = useMemo(() => {
    const { value } = COLUMNS.find(column => column.key === order);
    return [...calls].sort((a, b) => order === 'name' ? (value(a) < value(b) ? -1 : 1) : value(b) - value(a));
  }, [calls, order]);
  const most = Math.max(...calls.map(call => call.totalNanos), 1);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of system calls"><table>
    <thead><tr>${COLUMNS.map(column => html`<th scope="col" key=${column.key} class=${column.key === 'name' ? '' : 'numeric'} aria-sort=${order !== column.key ? undefined : column.key === 'name' ? 'ascending' : 'descending'}>
      <button type="button" class="sort" onClick=${() => setOrder(column.key)}>${column.title}<span aria-hidden="true">${order !== column.key ? '' : column.key === 'name' ? ' ↑' : ' ↓'}</span></button></th>`)}
      <th scope="col">Share of the time</th><th scope="col">Latency</th></tr></thead>
    <tbody>${shown.map(call => html`<tr key=${label(call)}>
      <th scope="row"><button type="button" class="link" aria-pressed=${chosen === label(call)} onClick=${() => choose(label(call))}>${label(call)}</button></th>
      ${COLUMNS.slice(1).map(column => html`<td key=${column.key} class="numeric" title=${column.detail?.(call)}>${column.text(call)}</td>`)}
      <td><span class="bar" aria-hidden="true"><span style=${{ width: 100 * call.totalNanos / most + '%' }}></span></span></td>
      <td><${Histogram} call=${call} /></td></tr>`)}</tbody></table></div>`;
}

/** The same scale in each row: from a quarter of a microsecond to half a second, in powers of two. */
function Histogram({ call }) {
  const most = Math.max(...call.latency.map(bucket => bucket.calls), 1);
  const bars = Array.from({ length: 22 }, (_, at) => call.latency.filter(bucket => Math.min(29, Math.max(8, Math.log2(bucket.toNanos) - 1)) === at + 8)
    .reduce((sum, bucket) => sum + bucket.calls, 0));
  return html`<span class="histogram" role="img" aria-label=${'half within ' + duration(call.p50Nanos) + ', 99 % within ' + duration(call.p99Nanos)}>
    ${bars.map((calls, at) => html`<i key=${at} style=${{ height: calls === 0 ? '1px' : Math.max(12, 100 * calls / most) + '%' }}></i>`)}</span>`;
}

function label(call) {
  return call.abi === 'x86_64' ? call.name : call.abi + ':' + call.name;
}

function errors(call) {
  return [...Object.entries(call.errors).sort(([, a], [, b]) => b - a).map(([name, times]) => number(times) + ' ' + plain(name)),
    ...call.interrupted ? [number(call.interrupted) + ' interrupted'] : []].join(', ');
}

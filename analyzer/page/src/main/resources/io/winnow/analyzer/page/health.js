// SPDX-License-Identifier: Apache-2.0
// The way of what is seen, from the kernel to where it is published, and what was lost on it.
import { html, useState, useEffect } from './lib.js';
import { text, useDocument } from './api.js';
import { Card, Failure, Waiting, Meter, CommandLine, Empty } from './parts.js';
import { count, number, plain, moment, ago } from './text.js';

const EVERY = 3000;

/** The hops in order, what each does, and by which names its losses are counted. */
const HOPS = [
  { title: 'Kernel', says: 'sees each system call', hops: ['kernel'] },
  { title: 'Collector', says: 'drains the ring, names containers', hops: ['collector', 'containers'] },
  { title: 'Queue', says: 'keeps it on disk', hops: ['queue'] },
  { title: 'Analyzer', says: 'learns and judges', hops: ['ingest', 'violations'] },
  { title: 'Publisher', says: 'delivers', hops: ['delivery'] },
];

/** What belongs to no container, cgroups of the host among them: it is no loss. */
const EXPECTED = 'unattributed-slots';

export function Health() {
  const { data: status, error } = useDocument('/v1/status', EVERY);
  const metrics = useMetrics();
  if (!status) {
    return html`<h1 tabindex="-1">Health</h1>${error ? html`<${Failure} error=${error} />` : html`<${Waiting} what="the service" />`}`;
  }
  const losses = Object.entries(status.losses).map(([key, value]) => [key.split('/')[0], key.slice(key.indexOf('/') + 1), value]);
  const known = new Set(HOPS.flatMap(hop => hop.hops));
  const lost = losses.reduce((sum, [, reason, value]) => sum + (reason === EXPECTED ? 0 : value), 0);
  return html`
    <h1 tabindex="-1">Health</h1>
    <${Failure} error=${error ?? (status.lastError && new Error(status.lastError))} />
    <p role="status">${lost === 0 ? 'Nothing was lost since the start.' : count(lost, 'loss', 'losses') + ' since the start. Baselines that miss something say so.'}</p>
    <ol class="flow" aria-label="From the kernel to the publisher">${HOPS.map((hop, at) => html`<${Hop} key=${hop.title} hop=${hop} figures=${figures(hop.title, status, metrics)}
      losses=${losses.filter(([name]) => hop.hops.includes(name) || (at === 3 && !known.has(name)))} />`)}</ol>
    <div class="sections">
      <${Card} title="Service" id="service" className="half"><dl class="details">
        <dt>Node</dt><dd>${plain(status.node ?? '–')}</dd><dt>Version</dt><dd>${status.version}</dd><dt>Started</dt><dd>${moment(status.startedAt)} (${ago(status.startedAt)})</dd>
        <dt>Queue</dt><dd class="mono">${plain(status.queue)}</dd><dt>Publishes to</dt><dd class="mono">${plain(status.publishing)}</dd>
        ${status.owners && html`<dt>API server</dt><dd>${plain(status.owners)}</dd>`}
        <dt>Workloads</dt><dd>${number(status.workloads)}, of them ${number(status.frozen)} frozen</dd><dt>Containers</dt><dd>${number(status.containers)}</dd></dl>
        <${CommandLine} words="winnow status" /><//>
      <${Card} title="Space in the kernel" id="space" className="half">
        ${metrics ? html`<dl class="details"><dt>Ring, at most</dt><dd><${Meter} used=${metrics('winnow_ring_waiting_bytes')} of=${metrics('winnow_ring_capacity_bytes')} /></dd>
          ${['slots', 'items'].map(map => html`<dt key=${map}>${map}</dt><dd key=${map + '-is'}><${Meter} used=${metrics('winnow_map_entries{map="' + map + '"}')} of=${metrics('winnow_map_capacity_entries{map="' + map + '"}')} /></dd>`)}</dl>`
          : html`<${Empty}>No figures yet.<//>`}<//>
    </div>`;
}

function Hop({ hop, figures: shown, losses }) {
  const isLoss = ([, reason, value]) => value > 0 && reason !== EXPECTED;
  const lossy = losses.some(isLoss);
  return html`<li class=${'hop' + (lossy ? ' lossy' : '')}>
    <h2>${hop.title}</h2><span class="muted">${hop.says}</span><span class="value">${shown.value}</span><span class="muted">${shown.label}</span>
    <ul>${losses.map(loss => html`<li key=${loss[1]} class=${isLoss(loss) ? 'lost' : 'muted'}><span>${loss[1].replaceAll('-', ' ')}</span><span>${number(loss[2])}</span></li>`)}</ul>
  </li>`;
}

function figures(title, status, metrics) {
  const metric = name => metrics?.(name);
  return {
    Kernel: { value: number(metric('winnow_map_entries{map="slots"}')), label: 'cgroups observed' },
    Collector: { value: number(metric('winnow_ring_waiting_bytes')), label: 'bytes waited in the ring, at most' },
    Queue: { value: number(status.documents), label: 'documents' },
    Analyzer: { value: status.lagMillis === undefined ? '–' : number(status.lagMillis) + ' ms', label: 'behind' },
    Publisher: { value: number(status.violations), label: 'violations, ' + number(status.unconfirmed) + ' in flight' },
  }[title];
}

/** A look-up of metrics by name and labels, as they are written for Prometheus. */
function useMetrics() {
  const [values, setValues] = useState();
  useEffect(() => {
    const ask = () => document.hidden || text('/metrics').then(body => setValues(new Map(body.split('\n').filter(line => line && !line.startsWith('#'))
      .map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))), () => undefined);
    ask();
    const timer = setInterval(ask, EVERY);
    return () => clearInterval(timer);
  }, []);
  return values && (name => values.get(name));
}

// SPDX-License-Identifier: Apache-2.0
// What workloads and their host were granted and should not have been.
import { html, useState, useMemo } from './lib.js';
import { useDocument } from './api.js';
import { Card, Chip, Empty, Failure, Name, Waiting, CommandLine } from './parts.js';
import { SEVERITIES, count, number, plain } from './text.js';

/** Nothing in a posture is merely said. */
const RANK = SEVERITIES.filter(severity => severity !== 'info');
const SHOWN = 60;

export function PostureView() {
  const { data, error } = useDocument('/v1/posture', 15000);
  const [wanted, setWanted] = useState('');
  const [least, setLeast] = useState('low');
  const [limit, setLimit] = useState(SHOWN);
  const worse = finding => RANK.indexOf(finding.severity) <= RANK.indexOf(least);
  const shown = useMemo(() => data?.workloads
    .filter(one => one.workload.toLowerCase().includes(wanted.toLowerCase()) && one.findings.some(worse))
    .map(one => ({ ...one, worst: Math.min(...one.findings.map(finding => RANK.indexOf(finding.severity))) }))
    .sort((a, b) => a.worst - b.worst || b.findings.length - a.findings.length), [data, wanted, least]);
  return html`
    <h1 tabindex="-1">Posture</h1>
    <${Failure} error=${error} />
    ${!data ? !error && html`<${Waiting} what="the posture" />` : html`
      <${Summary} data=${data} />
      <div class="tools" role="search">
        <input type="search" value=${wanted} onInput=${event => setWanted(event.currentTarget.value)} placeholder="Filter by workload" aria-label="Filter workloads" />
        <select value=${least} onChange=${event => setLeast(event.currentTarget.value)} aria-label="Severity">${[...RANK].reverse().map(word => html`<option key=${word} value=${word}>${word} and worse</option>`)}</select>
        <span class="muted" role="status">${count(shown.length, 'workload')} with findings of ${number(data.workloads.length)}</span>
      </div>
      <${Subject} title=${'The host' + (data.host.node ? ' ' + data.host.node : '')} id="host" findings=${data.host.findings.filter(worse)} unknown=${data.host.unknown} />
      ${shown.slice(0, limit).map(one => html`<${Subject} key=${one.shortId} id=${one.shortId} title=${one.workload} link=${'#/workloads/' + one.shortId} findings=${one.findings.filter(worse)} unknown=${one.unknown}
        command=${'winnow posture ' + one.shortId} />`)}
      ${shown.length > limit && html`<button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show more</button>`}`}`;
}

function Summary({ data }) {
  const all = [...data.host.findings, ...data.workloads.flatMap(one => one.findings)];
  return html`<div class="fleet even">${RANK.map(severity => html`<div class="tile" key=${severity}><span class="label">${severity}</span>
    <span class="value">${number(all.filter(finding => finding.severity === severity).length)}</span></div>`)}</div>`;
}

function Subject({ title, id, link, findings, unknown, command }) {
  const shown = plain(title);
  return html`<${Card} id=${id} title=${link ? html`<a href=${link}><bdi>${shown}</bdi></a>` : shown} aside=${html`<span class="muted">${count(findings.length, 'finding')}${unknown.length ? ', ' + count(unknown.length, 'rule') + ' not judged' : ''}</span>`}>
    ${findings.length === 0 ? html`<${Empty}>Nothing of this severity is wrong with it.<//>` : html`<ul class="lines">${findings.map((finding, at) => html`<li key=${at}>
      <${Chip} text=${finding.severity} /> <b>${plain(finding.title)}</b> <span class="muted">${[finding.dockerBenchmark && 'CIS Docker ' + finding.dockerBenchmark,
        finding.kubernetesBenchmark && 'CIS Kubernetes ' + finding.kubernetesBenchmark, finding.podSecurity && 'Pod Security ' + finding.podSecurity].filter(Boolean).join(' · ')}</span>
      <div><${Name} text=${finding.evidence} /></div><div class="muted">${plain(finding.remedy)}</div></li>`)}</ul>`}
    ${unknown.length > 0 && html`<details><summary class="muted">Not judged</summary><ul class="lines">${unknown.map((gap, at) => html`<li key=${at}>${gap.rule}: <span class="muted">${plain(gap.reason)}</span></li>`)}</ul></details>`}
    ${command && html`<${CommandLine} words=${command} />`}
  <//>`;
}

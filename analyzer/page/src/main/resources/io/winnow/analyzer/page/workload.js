// SPDX-License-Identifier: Apache-2.0
// One workload in full.
import { html, useState, useEffect } from './lib.js';
import { useDocument, post } from './api.js';
import { Chip, Card, Failure, Waiting, Empty, CommandLine, Decision } from './parts.js';
import { Calls } from './calls.js';
import { Evidence } from './evidence.js';
import { Discovery } from './discovery.js';
import { Export } from './export.js';
import { Review } from './review.js';
import { Risk } from './risk.js';
import { Versions } from './versions.js';
import { ago, count, number, percent, plain, moment } from './text.js';

const EVERY = 5000;

export function Workload({ at, principal }) {
  const path = '/v1/workloads/' + encodeURIComponent(at.id);
  const { data, error, reload } = useDocument(path, EVERY);
  const [subject, setSubject] = useState();
  useEffect(() => {
    if (data && at.part) {
      document.getElementById(at.part)?.scrollIntoView();
    }
  }, [Boolean(data), at.part]);
  if (!data) {
    return error ? html`<h1 tabindex="-1">Workload</h1><${Failure} error=${error} />` : html`<h1 tabindex="-1">Workload</h1><${Waiting} what="the workload" />`;
  }
  const { summary } = data;
  return html`
    <${Title} summary=${summary} detail=${data} principal=${principal} path=${path} reload=${reload} />
    <${Failure} error=${error} />
    ${data.notes.length > 0 && html`<${Notes} notes=${data.notes} />`}
    <div class="sections">
      ${(summary.state === 'frozen' || summary.pending > 0) && html`<${Review} summary=${summary} path=${path} principal=${principal} reload=${reload} explain=${setSubject} />`}
      <${Calls} path=${path} explain=${setSubject} />
      <${Capabilities} detail=${data} explain=${setSubject} />
      <${Risk} path=${path} workload=${summary.shortId} />
      <${Discovery} path=${path} phases=${data.phases} />
      <${Arguments} values=${data.arguments} explain=${setSubject} />
      <${Stages} detail=${data} />
      <${Versions} summary=${summary} detail=${data} />
      <${Export} summary=${summary} path=${path} decisions=${data.decisions.length} />
      <${Decisions} decisions=${data.decisions} />
    </div>
    ${subject && html`<${Evidence} key=${subject} path=${path} subject=${subject} workload=${summary.shortId} onClose=${() => setSubject()} />`}`;
}

function Title({ summary, detail, principal, path, reload }) {
  const [error, setError] = useState();
  const [refused, setRefused] = useState(false);
  const frozen = summary.state === 'frozen';
  const decide = async what => {
    try {
      await post(path + what);
      setError();
      setRefused(false);
    } catch (e) {
      setError(e);
      setRefused(e.status === 409);
    }
    reload();
  };
  return html`
    <div class="titles">
      <div>
        <a href="#/" class="muted">Workloads</a>
        <h1 tabindex="-1"><bdi>${plain(summary.id)}</bdi></h1>
        <div class="facts">
          <${Chip} text=${summary.state} />${summary.partial.map(reason => html`<${Chip} key=${reason} text=${reason} tone="warn" />`)}
          <span>seen at least <b>${percent(summary.sample.coverageAtLeast)}</b></span>
          <span><b>${number(summary.containers)}</b> ${summary.containers === 1 ? 'replica' : 'replicas'}</span>
          <span><b>${count(summary.sample.windows, 'window')}</b>, <b>${count(summary.sample.starts, 'start')}</b></span>
          <span title=${moment(summary.lastSeen)}>last seen ${ago(summary.lastSeen)}</span>
          <span class="mono">${summary.shortId}</span>
        </div>
      </div>
      <div class="actions">
        ${summary.containers > 0 && html`<a class="button" href=${'#/profiler?workload=' + summary.shortId}>Profile</a>`}
        ${frozen ? html`<${Decision} principal=${principal} onClick=${() => decide('/thaw')}>Thaw<//>`
          : html`<${Decision} principal=${principal} primary onClick=${() => decide('/freeze')}>Freeze<//>`}
        ${refused && !frozen && html`<${Decision} principal=${principal} onClick=${() => decide('/freeze?force')}>Freeze all the same<//>`}
      </div>
    </div>
    <${Failure} error=${error} />
    <${CommandLine} words=${'winnow ' + (frozen ? 'thaw ' : 'freeze ') + summary.shortId} />`;
}

function Notes({ notes }) {
  return html`<details class="note"><summary>${count(notes.length, 'thing') + ' to know before the profile is used'}</summary>
    <ul class="lines">${notes.map(note => html`<li key=${note}>${plain(note)}</li>`)}</ul></details>`;
}

const CONFIDENCE = { decisive: 'good' };

function Capabilities({ detail, explain }) {
  const { figures } = detail;
  return html`<${Card} title="Capabilities" id="capabilities" className="third"
      aside=${html`<span class="muted">${number(figures.capabilitiesUsed)} needed of ${figures.capabilitiesGranted === undefined ? 'an unknown number' : number(figures.capabilitiesGranted)} granted</span>`}>
    <ul class="capabilities">
      ${detail.capabilities.map(name => html`<li key=${name}><button type="button" class="link" onClick=${() => explain(name)}>${name}</button>
        <${Chip} text=${'needed, ' + plain(detail.confidence[name] ?? '')} tone=${CONFIDENCE[detail.confidence[name]] ?? 'calm'} /></li>`)}
      ${detail.unusedCapabilities.map(name => html`<li key=${name}><button type="button" class="link" onClick=${() => explain(name)}>${name}</button>
        <${Chip} text="granted, never used" tone="plain" /></li>`)}
    </ul>
    ${detail.capabilities.length + detail.unusedCapabilities.length === 0 && html`<${Empty}>It needs none, and none was granted.<//>`}
  <//>`;
}

function Arguments({ values, explain }) {
  const entries = Object.entries(values);
  return html`<${Card} title="Arguments" id="arguments" className="half" aside=${html`<span class="muted">values that were seen</span>`}>
    ${entries.length === 0 ? html`<${Empty}>No call with arguments that a profile can restrict was seen.<//>`
      : html`<ul class="lines">${entries.map(([parameter, seen]) => html`<li key=${parameter}>
          <button type="button" class="link" onClick=${() => explain(parameter.split(/[^a-z0-9_]/)[0])}>${plain(parameter)}</button>
          <div class="mono muted">${seen.map(plain).join('  ·  ')}</div></li>`)}</ul>`}
  <//>`;
}

const STAGE = { start: 'until it serves', serve: 'while it serves', exec: 'sessions entered from outside' };

function Stages({ detail }) {
  return html`<${Card} title="Stages" id="stages" className="half">
    <div class="scroll"><table><thead><tr><th scope="col">Stage</th><th scope="col">Of</th><th scope="col" class="numeric">Seen</th><th scope="col" class="numeric">Units</th>
      <th scope="col" class="numeric">Unseen, at least</th><th scope="col">Coverage, at least</th></tr></thead>
    <tbody>${detail.phases.map(phase => html`<tr key=${phase.stage + phase.kind}><td title=${STAGE[phase.stage]}>${phase.stage}</td><td>${phase.kind}</td>
      <td class="numeric">${number(phase.items)}</td><td class="numeric">${number(phase.windows)}</td>
      <td class="numeric">${phase.unseenAtLeast === undefined ? '–' : phase.unseenAtLeast.toFixed(1)}</td>
      <td>${phase.coverageAtLeast === undefined ? html`<span class="muted">too few units</span>` : percent(phase.coverageAtLeast)}</td></tr>`)}</tbody></table></div>
    <dl class="details"><dt>Runtimes</dt><dd>${detail.runtimes.map(plain).join(', ') || '–'}</dd>
      ${detail.learnedUnder.length > 0 && html`<dt>Learned under</dt><dd>${detail.learnedUnder.map(plain).join(', ')}</dd>`}</dl>
  <//>`;
}

function Decisions({ decisions }) {
  return html`<${Card} title="Decisions" id="decisions">
    ${decisions.length === 0 ? html`<${Empty}>No one has decided anything about it.<//>`
      : html`<ul class="lines">${decisions.map((decision, at) => html`<li key=${at}>${plain(decision)}</li>`)}</ul>`}
  <//>`;
}

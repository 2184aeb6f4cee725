// SPDX-License-Identifier: Apache-2.0
// Why a workload has a system call or a capability: who, when, in which call, from which program.
import { html } from './lib.js';
import { useDocument } from './api.js';
import { Dialog, Failure, Waiting, Name, CommandLine, Empty } from './parts.js';
import { plain, number, moment } from './text.js';

export function Evidence({ path, subject, workload, onClose }) {
  const { data, error } = useDocument(path + '/evidence?of=' + encodeURIComponent(subject), 5000);
  return html`<${Dialog} title=${'Evidence for ' + plain(subject)} onClose=${onClose}>
    <${Failure} error=${error} />
    ${!data ? !error && html`<${Waiting} what="the evidence" />` : html`
      ${data.evidence.length === 0 ? html`<${Empty}>The workload itself was not seen to use it.<//>` : html`<${Lines} lines=${data.evidence} />`}
      <dl class="details">
        <dt>Docker’s default</dt><dd>${plain(data.dockerDefault)}</dd>
        ${data.confidence && html`<dt>Advised</dt><dd>${plain(data.confidence)}</dd>`}
        ${data.runtimeCallSets.length > 0 && html`<dt>Runtimes that do it</dt><dd>${data.runtimeCallSets.map(plain).join(', ')}</dd>`}
        ${data.implied.map(reason => html`<dt>Allowed because</dt><dd>${plain(reason)}</dd>`)}
        ${data.risks.map(risk => html`<dt>Risk</dt><dd>${plain(risk)}</dd>`)}
      </dl>`}
    <${CommandLine} words=${'winnow explain ' + workload + ' ' + subject} />
  <//>`;
}

function Lines({ lines }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Evidence"><table>
    <thead><tr><th scope="col">Stage</th><th scope="col">What</th><th scope="col">First seen</th><th scope="col">Last seen</th><th scope="col" class="numeric">Count</th>
      <th scope="col">Program</th><th scope="col" class="numeric">Process</th><th scope="col">Replica</th></tr></thead>
    <tbody>${lines.map((line, at) => html`<tr key=${at}><td>${line.stage}${line.abi === 'x86_64' ? '' : html` <span class="muted">${line.abi}</span>`}</td><td>${plain(line.what)}</td>
      <td>${moment(line.first)}</td><td>${moment(line.last)}</td><td class="numeric">${line.count ? number(line.count) : '–'}</td>
      <td><${Name} text=${line.executable || line.comm || '–'} /></td><td class="numeric">${line.process ?? '–'}</td>
      <td><${Name} text=${(line.replica ?? '–').slice(0, 12)} /></td></tr>`)}</tbody></table></div>`;
}

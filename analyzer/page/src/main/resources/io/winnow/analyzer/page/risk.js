// SPDX-License-Identifier: Apache-2.0
// What the suggested profile buys: known faults of the kernel that it leaves within reach, beside those that Docker's default leaves.
import { html, useState } from './lib.js';
import { useDocument } from './api.js';
import { Card, CommandLine, Failure, Meter, Waiting } from './parts.js';
import { count, number, plain } from './text.js';

const DEFAULT = 'docker-default';
/** Of those that a service suggests, the tolerance that it suggests unless another is wanted. */
const USUAL = 'siblings';

export function Risk({ path, workload }) {
  const { data, error } = useDocument(path + '/risk', 15000);
  const [name, setName] = useState();
  const chosen = data?.profiles.find(profile => profile.name === name) ?? data?.profiles.find(profile => profile.name === USUAL) ?? data?.profiles[0];
  return html`<${Card} title="Risk" id="risk" aside=${data && html`<span class="muted">of ${count(data.known, 'known fault')} of the kernel that containers could reach</span>`}>
    <${Failure} error=${error} />
    ${!data ? !error && html`<${Waiting} what="the risk" />` : html`
      <div class="scroll" tabindex="0" role="region" aria-label="Profiles"><table>
        <thead><tr><th scope="col">Profile</th><th scope="col" class="numeric">System calls allowed</th><th scope="col">Faults left within reach</th></tr></thead>
        <tbody>${data.profiles.map(profile => html`<tr key=${profile.name}>
          <th scope="row"><button type="button" class="link" aria-pressed=${profile === chosen} onClick=${() => setName(profile.name)}>${profile.name === DEFAULT ? 'Docker’s default' : 'suggested, ' + plain(profile.name)}</button></th>
          <td class="numeric">${number(profile.syscalls)}</td><td><${Meter} used=${profile.left} of=${data.known} /></td></tr>`)}</tbody></table></div>
      <${Faults} profile=${chosen} />`}
    <${CommandLine} words=${'winnow explain ' + workload + ' --risk'} />
  <//>`;
}

function Faults({ profile }) {
  return profile.faults.length === 0 ? html`<p class="muted">No known fault is left within reach.</p>`
    : html`<details><summary>${count(profile.left, 'fault') + ' left by ' + (profile.name === DEFAULT ? 'Docker’s default' : 'the suggested profile')}</summary>
      <p class="muted">A kernel that is up to date has none of them.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Faults left within reach"><table>
        <thead><tr><th scope="col">Fault</th><th scope="col">Fixed in</th><th scope="col">Reached by</th><th scope="col">Capability</th><th scope="col">What happens</th></tr></thead>
        <tbody>${profile.faults.map(fault => html`<tr key=${fault.id}><th scope="row" class="mono">${plain(fault.id)}</th><td>${plain(fault.fixed)}</td><td class="mono">${plain(fault.calls)}</td>
          <td class="mono">${plain(fault.capability ?? '–')}</td><td>${plain(fault.summary)}</td></tr>`)}</tbody></table></div></details>`;
}

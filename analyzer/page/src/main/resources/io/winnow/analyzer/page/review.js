// SPDX-License-Identifier: Apache-2.0
// What a frozen workload did outside its baseline, to be accepted or rejected; of one that learns in a cluster, what freezing will hold for that.
import { html, useState } from './lib.js';
import { useDocument, post } from './api.js';
import { Card, Failure, Empty, Name, Decision, CommandLine, Waiting } from './parts.js';
import { plain, number, moment, count, shell } from './text.js';

export function Review({ summary, path, principal, reload, explain }) {
  const { data, error, reload: ask } = useDocument(path + '/pending', 5000);
  const [chosen, setChosen] = useState(new Set());
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState();
  const items = data?.items ?? [];
  const frozen = data?.state === 'frozen';
  const picked = frozen ? items.filter(item => chosen.has(item.id)) : [];
  const decide = async verdict => {
    try {
      const what = picked.length === items.length ? 'all=' + encodeURIComponent(data.listing) : 'item=' + picked.map(item => encodeURIComponent(item.id)).join(',');
      await post(path + '/' + verdict + '?' + what + '&reason=' + encodeURIComponent(reason));
      setChosen(new Set());
      setReason('');
      setFailed();
    } catch (e) {
      setFailed(e);
    }
    ask();
    reload();
  };
  const pick = (item, on) => setChosen(before => {
    const after = new Set(before);
    on ? after.add(item.id) : after.delete(item.id);
    return after;
  });
  const chosenItems = picked.length ? count(picked.length, 'item') : 'chosen';
  const words = verdict => 'winnow ' + verdict + ' ' + summary.shortId + ' ' + picked.map(item => item.id).join(' ') + (reason ? ' --reason ' + shell(reason) : '');
  return html`<${Card} title="To review" id="review" aside=${html`<span class="muted">${count(items.length, 'thing')} outside the baseline</span>`}>
    <${Failure} error=${error ?? failed} />
    ${!data ? !error && html`<${Waiting} what="what waits" />` : items.length === 0 ? html`<${Empty}>Nothing waits. What the workload does outside its baseline appears here.<//>` : html`
      <div class="scroll" tabindex="0" role="region" aria-label="What waits for review"><table>
        <thead><tr><th scope="col"><input type="checkbox" aria-label="All" checked=${picked.length === items.length} onChange=${event => setChosen(new Set(event.currentTarget.checked ? items.map(item => item.id) : []))} /></th>
          <th scope="col">What</th><th scope="col">Kind</th><th scope="col">Stage</th><th scope="col">Program</th><th scope="col" class="numeric">Count</th><th scope="col" class="numeric">Replicas</th><th scope="col">First seen</th></tr></thead>
        <tbody>${items.map(item => html`<tr key=${item.id}><td><input type="checkbox" aria-label=${'Choose ' + plain(item.what)} checked=${chosen.has(item.id)} onChange=${event => pick(item, event.currentTarget.checked)} /></td>
          <td><b>${plain(item.what)}</b></td><td>${item.kind}</td><td>${item.stage}</td><td><${Name} text=${item.executable ?? '–'} /></td>
          <td class="numeric">${item.count ? number(item.count) : '–'}</td><td class="numeric">${number(item.replicas)} of ${number(data.replicas)}${item.node ? ', node ' + plain(item.node) : ''}</td><td>${moment(item.first)}</td></tr>`)}</tbody></table></div>
      <div class="tools">
        <input type="text" value=${reason} onInput=${event => setReason(event.currentTarget.value)} placeholder="Reason, for those who ask later" aria-label="Reason" />
        <${Decision} principal=${principal} primary disabled=${picked.length === 0} onClick=${() => decide('accept')}>${'Accept ' + chosenItems}<//>
        <${Decision} principal=${principal} disabled=${picked.length === 0} onClick=${() => decide('reject')}>${'Reject ' + chosenItems}<//>
        <span class="muted">${frozen ? 'What is rejected stays outside: it is reported whenever it happens, and waits again only if another program does it.'
          : 'One node or one replica of many did this alone. Freezing the workload holds it for review; then it can be accepted or rejected.'}</span>
      </div>
      ${picked.length > 0 && html`<${CommandLine} words=${words('accept')} /><${CommandLine} words=${words('reject')} />`}`}
    ${data?.rejected.length > 0 && html`<${Rejected} items=${data.rejected} />`}
  <//>`;
}

function Rejected({ items }) {
  return html`<details><summary>${count(items.length, 'thing') + ' rejected'}</summary>
    <ul class="lines">${items.map(item => html`<li key=${item.id}><b>${plain(item.what)}</b> <span class="muted">${item.kind} in ${item.stage}, last seen ${moment(item.last)}</span> <${Name} text=${item.executable ?? ''} /></li>`)}</ul></details>`;
}

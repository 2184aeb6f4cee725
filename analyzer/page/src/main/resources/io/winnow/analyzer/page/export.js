// SPDX-License-Identifier: Apache-2.0
// The suggested profile in each form, to copy or to download.
import { html, useState, useEffect } from './lib.js';
import { text } from './api.js';
import { Card, CommandLine, Copy, Failure } from './parts.js';

const FORMATS = [['docker', '.json'], ['oci', '.json'], ['spo', '.yaml'], ['kubernetes', '.yaml'], ['docker-run', '.txt'], ['podman-run', '.txt'], ['compose', '.yaml'],
  ['systemd', '.conf'], ['apparmor', '.apparmor'], ['selinux', '.cil'], ['in-toto', '.json']];
/** What is learned elsewhere changes a profile, too: what the runtime does behind its filter. */
const EVERY = 5000;
const FLAGS = [['exec-sessions', 'Allow what exec sessions did'], ['no-clone3', 'Answer clone3 with ENOSYS'], ['log', 'Log refusals'],
  ['tolerance=exact', 'Without siblings of what was seen']];

export function Export({ summary, path, decisions }) {
  const [format, setFormat] = useState('docker');
  const [flags, setFlags] = useState([]);
  const [shown, setShown] = useState({});
  const query = '/profile?format=' + format + flags.map(flag => '&' + flag).join('');
  useEffect(() => {
    let current = true;
    const ask = () => document.hidden || text(path + query).then(body => current && setShown({ query, body }), error => current && setShown({ query, error }));
    ask();
    const timer = setInterval(ask, EVERY);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [path, query, decisions]);
  const toggle = (flag, on) => setFlags(before => on ? [...before, flag] : before.filter(one => one !== flag));
  const words = 'winnow export ' + summary.shortId + ' --format ' + format + flags.map(flag => ' --' + flag).join('');
  return html`<${Card} title="Export" id="export" aside=${html`<span class="muted">the suggested profile and capabilities</span>`}>
    <div class="export">
      <div class="tabs" role="group" aria-label="Format">${FORMATS.map(([name]) => html`<button type="button" class="small" key=${name} aria-pressed=${String(name === format)} onClick=${() => setFormat(name)}>${name}</button>`)}</div>
      <div class="tools">${FLAGS.map(([flag, label]) => html`<label class="check" key=${flag}><input type="checkbox" checked=${flags.includes(flag)} onChange=${event => toggle(flag, event.currentTarget.checked)} />${label}</label>`)}
        ${(shown.error?.status === 409 || flags.includes('force')) && html`<label class="check danger"><input type="checkbox" checked=${flags.includes('force')} onChange=${event => toggle('force', event.currentTarget.checked)} />All the same</label>`}</div>
      <${Failure} error=${shown.error} />
      ${shown.body !== undefined && html`<pre tabindex="0" role="region" aria-label="The profile">${shown.body}</pre>
        <div class="actions"><${Copy} text=${shown.body} label="Copy the profile" />
          <button type="button" class="small" onClick=${() => download(shown.body, summary.shortId + '-' + format + FORMATS.find(([name]) => name === format)[1])}>Download</button></div>`}
      <${CommandLine} words=${words} />
    </div>
  <//>`;
}

function download(body, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([body], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

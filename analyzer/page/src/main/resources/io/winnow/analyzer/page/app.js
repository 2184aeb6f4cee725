// SPDX-License-Identifier: Apache-2.0
// The frame around the views, and which of them is shown.
import { html, render, useState, useEffect, useRef } from './lib.js';
import { get, token, setToken } from './api.js';
import { theme, choose } from './theme.js';
import { Failure } from './parts.js';
import { Overview } from './overview.js';
import { plain } from './text.js';

/** What is not shown first is loaded when it is wanted. */
const VIEWS = {
  workloads: { title: 'Workloads', load: async () => (await import('./workload.js')).Workload },
  findings: { title: 'Findings', load: async () => (await import('./findings.js')).Findings },
  profiler: { title: 'Profiler', load: async () => (await import('./profiler.js')).Profiler },
  posture: { title: 'Posture', load: async () => (await import('./posture.js')).PostureView },
  health: { title: 'Health', load: async () => (await import('./health.js')).Health },
};

function place() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [view = '', id, part] = path.split('/').map(decodeURIComponent);
  return { view: Object.hasOwn(VIEWS, view) ? view : 'workloads', id, part, query: new URLSearchParams(query) };
}

function App() {
  const [at, setAt] = useState(place());
  const [principal, setPrincipal] = useState();
  const [error, setError] = useState();
  const [asked, setAsked] = useState(false);
  const main = useRef();
  useEffect(() => {
    const moved = () => setAt(place());
    const who = () => get('/v1/principal').then(found => { setPrincipal(found); setAsked(false); setError(); }, setError);
    const unknown = () => setAsked(true);
    addEventListener('hashchange', moved);
    addEventListener('principal', who);
    addEventListener('unauthorized', unknown);
    who();
    return () => {
      removeEventListener('hashchange', moved);
      removeEventListener('principal', who);
      removeEventListener('unauthorized', unknown);
    };
  }, []);
  const name = at.view === 'workloads' && at.id ? 'Workload' : VIEWS[at.view].title;
  useEffect(() => {
    document.title = name + ' · Winnow';
    main.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [at.view, at.id]);
  return html`
    <a class="skip" href="#main" onClick=${event => { event.preventDefault(); main.current.focus(); }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/"><img src="/page/icon.svg" alt="" width="26" height="26" />Winnow</a>
      <nav aria-label="Views">${Object.entries(VIEWS).map(([key, view]) => html`<a key=${key} href=${'#/' + (key === 'workloads' ? '' : key)}
        aria-current=${at.view === key ? 'page' : undefined}>${view.title}</a>`)}</nav>
      <div class="who"><${Who} principal=${principal} /><${Theme} /></div>
    </header>
    <main id="main" ref=${main} tabindex="-1" class=${'view-' + at.view + (at.id ? '-one' : '')}>
      ${asked ? html`<${AskToken} />` : html`
        ${error && !principal && html`<${Failure} error=${error} />`}
        ${principal && html`<${View} key=${at.view + (at.id ? '/' + at.id : '')} at=${at} principal=${principal} />`}`}
    </main>`;
}

function View({ at, principal }) {
  const [shown, setShown] = useState(() => at.view === 'workloads' && !at.id ? Overview : undefined);
  const [error, setError] = useState();
  useEffect(() => {
    if (!shown) {
      VIEWS[at.view].load().then(view => setShown(() => view), setError);
    }
  }, []);
  return shown ? html`<${shown} at=${at} principal=${principal} />` : html`<${Failure} error=${error} />`;
}

function Who({ principal }) {
  if (!principal) {
    return null;
  }
  return html`<span class="muted"><bdi>${plain(principal.name)}</bdi> · ${principal.role}</span>
    ${token() && html`<button type="button" class="small" onClick=${() => setToken('')}>Sign out</button>`}`;
}

function Theme() {
  const [chosen, setChosen] = useState(theme());
  const change = event => {
    choose(event.currentTarget.value);
    setChosen(event.currentTarget.value);
  };
  return html`<select value=${chosen} onChange=${change} aria-label="Colours" class="small">
    <option value="system">System</option><option value="light">Light</option><option value="dark">Dark</option></select>`;
}

/** The token is kept as long as the tab is open, and is sent to this service only. */
function AskToken() {
  const [typed, setTyped] = useState('');
  const submit = event => {
    event.preventDefault();
    setToken(typed.trim());
  };
  return html`<form class="card ask" onSubmit=${submit}>
    <h1 tabindex="-1">Who are you?</h1>
    <p class="muted">${token() ? 'This token is not known here.' : 'This service answers those only who are in its file of principals.'}</p>
    <label>Token <input type="password" autocomplete="off" required value=${typed} onInput=${event => setTyped(event.currentTarget.value)} /></label>
    <button class="primary">Continue</button>
  </form>`;
}

render(html`<${App} />`, document.getElementById('page'));

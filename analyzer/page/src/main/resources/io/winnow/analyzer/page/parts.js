// SPDX-License-Identifier: Apache-2.0
// Small parts that views are made of.
import { html, useState, useRef, useEffect } from './lib.js';
import { plain, number } from './text.js';

/** An untrusted name. */
export function Name({ text, className = '' }) {
  return html`<bdi class=${'name ' + className} title=${plain(text)}>${plain(text)}</bdi>`;
}

/** What is used of what is allowed. */
export function Meter({ used, of, wide }) {
  const known = of !== undefined && of !== null;
  const share = known && of > 0 ? Math.min(100, 100 * used / of) : 0;
  return html`<div class=${wide ? 'meter wide' : 'meter'}>
    <span class="figures"><b>${number(used)}</b>${known ? html`<span class="muted"> of ${number(of)}</span>` : ''}</span>
    <span class="bar" aria-hidden="true"><span style=${{ width: share + '%' }}></span></span>
  </div>`;
}

const TONES = { frozen: 'good', stable: 'calm', learning: 'plain', critical: 'bad', high: 'bad', medium: 'warn', low: 'calm', info: 'plain', open: 'warn', partial: 'warn' };

export function Chip({ text, tone }) {
  return html`<span class=${'chip ' + (tone ?? TONES[text] ?? 'plain')}>${text}</span>`;
}

export function Card({ title, id, aside, children, className = '' }) {
  return html`<section class=${'card ' + className} aria-labelledby=${id}>
    <header><h2 id=${id}>${title}</h2>${aside}</header>
    ${children}
  </section>`;
}

/** Why something cannot be shown. */
export function Failure({ error }) {
  return error ? html`<p class="failure" role="alert">${plain(error.message)}</p>` : null;
}

export function Waiting({ what }) {
  return html`<p class="muted waiting" role="status">${'Asking for ' + what + ' …'}</p>`;
}

export function Empty({ children }) {
  return html`<p class="empty">${children}</p>`;
}

/** A command line to take along. */
export function CommandLine({ words }) {
  return html`<div class="command"><code>${words}</code><${Copy} text=${words} label="Copy the command" /></div>`;
}

export function Copy({ text, label = 'Copy' }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return html`<button type="button" class="small" onClick=${copy} aria-label=${copied ? 'Copied' : label} title=${label}>${copied ? 'Copied' : 'Copy'}</button>`;
}

/** A button for what only an operator may do. */
export function Decision({ principal, onClick, children, disabled, primary }) {
  const may = principal?.role === 'operator';
  const reason = may ? '' : forbidden(principal);
  return html`<button type="button" class=${primary ? 'primary' : ''} onClick=${onClick} disabled=${!may || disabled} title=${reason}>${children}</button>`;
}

export function forbidden(principal) {
  return principal?.name === 'anonymous'
    ? 'This address lets everybody look, and no one decide. Decide with the command line, or set api.network.principals.'
    : 'Your token is a viewer’s: to decide takes an operator’s.';
}

/** A window over the page, with the focus in it; Escape closes it. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef();
  useEffect(() => dialog.current.showModal(), []);
  return html`<dialog ref=${dialog} onClose=${onClose} aria-labelledby="dialog-title">
    <header><h2 id="dialog-title">${title}</h2><button type="button" class="small" onClick=${() => dialog.current.close()}>Close</button></header>
    ${children}
  </dialog>`;
}

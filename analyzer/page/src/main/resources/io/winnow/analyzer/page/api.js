// SPDX-License-Identifier: Apache-2.0
// Asks the service. A token stays in this tab, and goes along as a header: so events are read from a fetch, which has headers, and not from an EventSource.
import { useState, useEffect, useCallback } from './lib.js';

const TOKEN = 'winnow-token';
const RETRY = 2000;

export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function setToken(text) {
  if (text) {
    sessionStorage.setItem(TOKEN, text);
  } else {
    sessionStorage.removeItem(TOKEN);
  }
  dispatchEvent(new Event('principal'));
}

async function ask(method, path, { accept = 'application/json', signal } = {}) {
  const headers = { accept };
  if (token()) {
    headers.authorization = 'Bearer ' + token();
  }
  let response;
  try {
    response = await fetch(path, { method, headers, signal });
  } catch (e) {
    throw signal?.aborted ? e : new Problem(0, 'the service does not answer');
  }
  if (!response.ok) {
    const detail = await response.json().then(problem => problem.detail, () => response.statusText);
    if (response.status === 401) {
      dispatchEvent(new Event('unauthorized'));
    }
    throw new Problem(response.status, detail);
  }
  return response;
}

export async function get(path, signal) {
  return (await ask('GET', path, { signal })).json();
}

export async function text(path) {
  return (await ask('GET', path, { accept: '*/*' })).text();
}

export async function post(path) {
  return (await ask('POST', path)).json();
}

/** Has each document of a stream of events delivered; returns what ends it. If the stream breaks, it is followed anew, from its start. */
export function follow(path, { receive, opened, failed }) {
  const abort = new AbortController();
  (async () => {
    while (!abort.signal.aborted) {
      try {
        const response = await ask('GET', path, { accept: 'text/event-stream', signal: abort.signal });
        opened();
        await read(response.body.getReader(), receive);
        failed(new Problem(0, 'the stream ended'));
      } catch (e) {
        if (!abort.signal.aborted) {
          failed(e);
        }
      }
      await new Promise(done => setTimeout(done, RETRY));
    }
  })();
  return () => abort.abort();
}

async function read(reader, receive) {
  const decoder = new TextDecoder();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + decoder.decode(part.value, { stream: true })).split('\n\n');
    rest = events.pop();
    receive(events.filter(event => event.startsWith('data: ')).map(event => JSON.parse(event.slice('data: '.length))));
  }
}

/** A document, asked for again and again while someone looks. */
export function useDocument(path, every = 0) {
  const [state, setState] = useState({ path });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!path) {
      return undefined;
    }
    const abort = new AbortController();
    let timer;
    const once = () => get(path, abort.signal)
      .then(data => setState(before => before.path === path && JSON.stringify(before.data) === JSON.stringify(data) ? before : { path, data }),
        error => !abort.signal.aborted && setState(before => ({ ...before, path, error })))
      .finally(() => {
        if (every && !abort.signal.aborted) {
          timer = setTimeout(() => document.hidden ? again() : once(), every);
        }
      });
    const again = () => { timer = setTimeout(() => document.hidden ? again() : once(), every); };
    once();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, every, turn]);
  const reload = useCallback(() => setTurn(before => before + 1), []);
  return state.path === path ? { ...state, reload } : { reload };
}

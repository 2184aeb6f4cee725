// SPDX-License-Identifier: Apache-2.0
// Light or dark: as the system has it, unless the reader has chosen. Runs before the page is drawn.
const KEY = 'winnow-theme';

export function theme() {
  return localStorage.getItem(KEY) ?? 'system';
}

export function choose(name) {
  if (name === 'system') {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, name);
  }
  apply();
}

function apply() {
  document.documentElement.dataset.theme = theme();
  dispatchEvent(new Event('theme'));
}

apply();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('theme')));

// SPDX-License-Identifier: Apache-2.0
// How values become text. What comes from a container is untrusted: it is shown as text, and characters that would change how other text looks are spelled out.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST = 400;

/** The worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

export function plain(text) {
  const all = String(text ?? '');
  const cut = all.length > LONGEST ? all.slice(0, LONGEST) + '…' : all;
  return cut.replace(UNSEEN, character => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'));
}

export function number(value) {
  return value === undefined || value === null ? '–' : value.toLocaleString('en-US');
}

export function count(value, one, more = one + 's') {
  return number(value) + ' ' + (value === 1 ? one : more);
}

/** Rounded down: what has not been seen in full is never 100 %. */
export function percent(share) {
  return share === undefined || share === null ? '–' : (Math.floor(share * 1000) / 10).toFixed(1) + ' %';
}

export function ago(time) {
  if (!time) {
    return 'never';
  }
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  const steps = [[60, 's'], [3600, 'min', 60], [86400, 'h', 3600], [Infinity, 'd', 86400]];
  const [, unit, size = 1] = steps.find(([limit]) => seconds < limit);
  return Math.floor(seconds / size) + ' ' + unit + ' ago';
}

/** As 812 ns, 1.2 µs, 35 ms or 2.0 s. */
export function duration(nanos) {
  const steps = [[1e3, 1, 'ns'], [1e6, 1e3, 'µs'], [1e9, 1e6, 'ms'], [Infinity, 1e9, 's']];
  const [, size, unit] = steps.find(([limit]) => nanos < limit);
  const value = nanos / size;
  return (size === 1 || value >= 10 ? number(Math.round(value)) : value.toFixed(1)) + ' ' + unit;
}

export function moment(time) {
  return time ? new Date(time).toISOString().replace('T', ' ').replace(/\.\d+Z$/, 'Z') : '–';
}

/** A word as the shell takes it. */
export function shell(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
}

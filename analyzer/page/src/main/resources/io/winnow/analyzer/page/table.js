// SPDX-License-Identifier: Apache-2.0
// A table of any length: only the rows that can be seen are in the document.
import { html, useState, useRef, useLayoutEffect } from './lib.js';

const ROW = 52;
const SPARE = 8;

/**
 * @param columns each with key, title, width, cell(row), and value(row) if it can be sorted by
 * @param order the column and the direction that rows are sorted by
 */
export function Table({ label, columns, rows, rowKey, order, onOrder }) {
  const region = useRef();
  const [seen, setSeen] = useState({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const measure = () => setSeen({ top: region.current.scrollTop, height: region.current.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(region.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    region.current.scrollTop = 0;
    setSeen(before => ({ ...before, top: 0 }));
  }, [order]);
  const first = Math.max(0, Math.min(Math.floor(seen.top / ROW) - SPARE, rows.length - 1));
  const last = Math.min(rows.length, Math.ceil((seen.top + seen.height) / ROW) + SPARE);
  const shown = rows.slice(Math.max(0, first), last);
  return html`<div class="rows" ref=${region} tabindex="0" role="region" aria-label=${label} onKeyDown=${moveFocus}
      onScroll=${event => setSeen({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}>
    <table aria-rowcount=${rows.length + 1}>
      <caption class="unseen">${label}</caption>
      <colgroup>${columns.map(column => html`<col key=${column.key} class=${'col-' + column.key} />`)}</colgroup>
      <thead><tr aria-rowindex="1">${columns.map(column => html`<${Head} key=${column.key} column=${column} order=${order} onOrder=${onOrder} />`)}</tr></thead>
      <tbody>
        <${Space} height=${first * ROW} columns=${columns.length} key="before" />
        ${shown.map((row, index) => html`<tr key=${rowKey(row)} aria-rowindex=${first + index + 2}>
          ${columns.map((column, at) => at === 0
            ? html`<th scope="row" key=${column.key}>${column.cell(row)}</th>`
            : html`<td key=${column.key} class=${column.numeric ? 'numeric' : ''}>${column.cell(row)}</td>`)}
        </tr>`)}
        <${Space} height=${(rows.length - last) * ROW} columns=${columns.length} key="after" />
      </tbody>
    </table>
  </div>`;
}

function Space({ height, columns }) {
  return height > 0 ? html`<tr class="space" aria-hidden="true"><td colspan=${columns} style=${{ height: height + 'px' }}></td></tr>` : null;
}

function Head({ column, order, onOrder }) {
  const sorted = order.key === column.key;
  const direction = sorted ? (order.down ? 'descending' : 'ascending') : undefined;
  return html`<th scope="col" aria-sort=${direction} class=${column.numeric ? 'numeric' : ''}>
    ${column.value
      ? html`<button type="button" class="sort" onClick=${() => onOrder({ key: column.key, down: sorted ? !order.down : Boolean(column.downFirst) })}>
          ${column.title}<span aria-hidden="true">${sorted ? (order.down ? ' ↓' : ' ↑') : ''}</span></button>`
      : column.title}
  </th>`;
}

/** The arrow keys go from row to row. */
function moveFocus(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...event.currentTarget.querySelectorAll('tbody th a')];
  const at = links.indexOf(document.activeElement);
  if (step && links.length && (at >= 0 || document.activeElement === event.currentTarget)) {
    const next = links[at < 0 ? 0 : at + step];
    next?.focus();
    event.preventDefault();
  }
}

export function sorted(rows, columns, order) {
  const value = columns.find(column => column.key === order.key).value;
  const keyed = rows.map(row => [value(row), row]);
  const sign = order.down ? -1 : 1;
  keyed.sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0));
  return keyed.map(([, row]) => row);
}

// SPDX-License-Identifier: Apache-2.0
// How long calls took over time: a column for each slice of time, a row for each bucket of latency, the darker the more calls.
import { html, useState, useRef, useEffect } from './lib.js';
import { Empty } from './parts.js';
import { duration, moment, number } from './text.js';

const ROW = 14;

export function HeatMap({ map, of }) {
  if (map.boundsNanos.length === 0) {
    return html`<${Empty}>No call has returned yet.<//>`;
  }
  const begin = Date.parse(map.from);
  const time = slice => moment(new Date(begin + slice * map.sliceMillis).toISOString()).slice(11, 19);
  const total = map.slices.reduce((sum, slice) => sum + slice.reduce((all, calls) => all + calls, 0), 0);
  const marks = map.boundsNanos.filter((_, at) => (map.boundsNanos.length - 1 - at) % Math.ceil(map.boundsNanos.length / 8) === 0).reverse();
  return html`<div class="heat">
    <div class="levels" aria-hidden="true">${marks.map(bound => html`<span key=${bound} style=${{ top: (map.boundsNanos.length - 1 - map.boundsNanos.indexOf(bound)) * ROW + 'px' }}>${duration(bound)}</span>`)}</div>
    <${Cells} map=${map} time=${time} label=${'Latency of ' + of + ' from ' + time(0) + ' to ' + time(map.slices.length) + ': ' + number(total) + ' calls, from '
      + duration(map.boundsNanos[0]) + ' to ' + duration(2 * map.boundsNanos[map.boundsNanos.length - 1])} />
    <div class="times" aria-hidden="true"><span>${time(0)}</span><span>${time(map.slices.length)}</span></div>
  </div>`;
}

function Cells({ map, time, label }) {
  const place = useRef();
  const [said, setSaid] = useState('');
  const [, redraw] = useState(0);
  useEffect(() => {
    const again = () => redraw(before => before + 1);
    const observer = new ResizeObserver(again);
    observer.observe(place.current);
    addEventListener('theme', again);
    return () => {
      observer.disconnect();
      removeEventListener('theme', again);
    };
  }, []);
  useEffect(() => draw(place.current, map));
  const point = event => {
    const column = Math.floor(event.offsetX / place.current.clientWidth * map.slices.length);
    const row = map.boundsNanos.length - 1 - Math.floor(event.offsetY / ROW);
    const bound = map.boundsNanos[row];
    setSaid(bound === undefined ? '' : time(column) + ', ' + duration(bound) + ' to ' + duration(2 * bound) + ': ' + number(map.slices[column]?.[row] ?? 0) + ' calls');
  };
  return html`<canvas ref=${place} role="img" aria-label=${label} style=${{ height: map.boundsNanos.length * ROW + 'px' }} title=${said}
    onMouseMove=${point} onMouseLeave=${() => setSaid('')}></canvas>`;
}

function draw(canvas, map) {
  const scale = devicePixelRatio;
  const [width, height] = [canvas.clientWidth, map.boundsNanos.length * ROW];
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const most = Math.max(1, ...map.slices.flat());
  const column = width / map.slices.length;
  map.slices.forEach((slice, x) => slice.forEach((calls, y) => {
    if (calls > 0) {
      // by powers: a few slow calls are seen beside a thousand quick ones
      context.globalAlpha = 0.18 + 0.82 * Math.log(1 + calls) / Math.log(1 + most);
      context.fillRect(x * column, (map.boundsNanos.length - 1 - y) * ROW, Math.max(1, column - 0.5), ROW - 1);
    }
  }));
}

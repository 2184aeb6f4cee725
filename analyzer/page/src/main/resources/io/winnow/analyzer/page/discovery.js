// SPDX-License-Identifier: Apache-2.0
// The discovery curve: how many different things are expected after so many windows, with its band of 95 %.
import { html, useState, useRef, useEffect } from './lib.js';
import uPlot from './uplot.js';
import { useDocument } from './api.js';
import { Card, Empty, Failure } from './parts.js';
import { number } from './text.js';

const KIND = { syscall: 'System calls', argument: 'Argument values', capability: 'Capabilities', io_uring: 'io_uring operations' };
const HEIGHT = 230;

export function Discovery({ path }) {
  const { data, error } = useDocument(path + '/discovery', 15000);
  const [chosen, setChosen] = useState();
  const name = curve => curve.stage + '/' + curve.kind;
  const curve = data?.find(one => name(one) === chosen) ?? data?.find(one => one.kind === 'syscall' && one.stage === 'serve') ?? data?.[0];
  return html`<${Card} title="Discovery" id="discovery" className="half"
      aside=${curve && html`<select class="small" value=${name(curve)} aria-label="Which curve" onChange=${event => setChosen(event.currentTarget.value)}>
        ${data.map(one => html`<option key=${name(one)} value=${name(one)}>${KIND[one.kind]} in ${one.stage}</option>`)}</select>`}>
    <${Failure} error=${error} />
    ${curve ? html`<${Curve} curve=${curve} />` : data && html`<${Empty}>Nothing has been seen yet.<//>`}
  <//>`;
}

function Curve({ curve }) {
  const last = curve.points[curve.points.length - 1];
  const unseen = curve.unseenAtLeast === undefined ? 'One unit alone says nothing of what is still unseen.'
    : 'Estimated still unseen: at least ' + curve.unseenAtLeast.toFixed(1) + '.';
  const band = last ? ' (band of 95 %: ' + number(Math.floor(last.low)) + ' to ' + number(Math.ceil(last.high)) + ')' : '';
  const words = number(last ? Math.round(last.items) : 0) + ' different' + band + ' after ' + number(curve.units) + ' units (windows of replicas, or starts). ' + unseen;
  return html`<p class="muted">${words} A curve that still climbs at its end has more to come.</p>
    ${curve.points.length > 1 ? html`<${Chart} points=${curve.points} label=${'Discovery curve: ' + words} />` : ''}`;
}

function Chart({ points, label }) {
  const place = useRef();
  const [, redraw] = useState(0);
  useEffect(() => {
    const themed = () => redraw(before => before + 1);
    addEventListener('theme', themed);
    return () => removeEventListener('theme', themed);
  }, []);
  useEffect(() => {
    const plot = new uPlot(options(place.current), ['units', 'low', 'high', 'items'].map(key => points.map(point => point[key])), place.current);
    const observer = new ResizeObserver(() => plot.setSize({ width: place.current.clientWidth, height: HEIGHT }));
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  });
  return html`<div class="chart" ref=${place} role="img" aria-label=${label}></div>`;
}

function options(element) {
  const colour = name => resolved(element, name);
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  return {
    width: element.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
    scales: { x: { time: false }, y: { range: (plot, low, high) => [0, Math.ceil(high * 1.08) || 1] } },
    axes: [{ ...axis, label: 'units', labelSize: 18, labelFont: '12px system-ui, sans-serif' }, axis],
    // the band first, so that the line is drawn over it
    series: [{}, { stroke: 'transparent', points: { show: false } }, { stroke: 'transparent', points: { show: false } }, { stroke: colour('--accent'), width: 2, points: { show: false } }],
    bands: [{ series: [2, 1], fill: colour('--accent-soft') }],
  };
}

/** A canvas takes no name of a colour of the style's. */
function resolved(element, name) {
  element.style.color = 'var(' + name + ')';
  const found = getComputedStyle(element).color;
  element.style.color = '';
  return found;
}

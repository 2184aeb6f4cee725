// SPDX-License-Identifier: Apache-2.0
/**
 * The kernel tracer behind a plain interface: {@link io.winnow.collector.tracer.Tracer}, opened by
 * {@link io.winnow.collector.tracer.Tracers}. The native binding is package-private.
 */
package io.winnow.collector.tracer;

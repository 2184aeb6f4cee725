// SPDX-License-Identifier: Apache-2.0
/**
 * The loop that ties tracer, containers and queues: {@link io.winnow.collector.agent.Collector} is the collector half as a whole,
 * {@link io.winnow.collector.agent.CollectorAgent} its one thread's work.
 */
package io.winnow.collector.agent;

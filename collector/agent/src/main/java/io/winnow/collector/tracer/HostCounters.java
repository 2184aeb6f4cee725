// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

/**
 * Host-wide counters, absolute within one epoch.
 *
 * @param slotsExhausted cgroups that got no slot
 * @param cgroupsFull cgroups that found no place in the cgroup map
 * @param profilesFull calls that were not counted in a profile
 */
public record HostCounters(long slotsExhausted, long cgroupsFull, long profilesFull) {}

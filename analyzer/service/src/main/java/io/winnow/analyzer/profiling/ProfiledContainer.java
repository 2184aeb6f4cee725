// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

/**
 * A container that is profiled, for people. Strings are untrusted.
 *
 * @param name that people use
 * @param workload that it is a replica of
 * @param workloadId short id of that
 */
public record ProfiledContainer(String name, String workload, String workloadId) {}

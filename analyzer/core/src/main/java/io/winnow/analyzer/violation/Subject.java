// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

/**
 * Whose container it was. Names are untrusted.
 *
 * @param node the host's name
 * @param workload the id of the workload
 * @param container the id that the runtime gave
 * @param containerName the name that people use
 * @param image reference, empty if there is none
 * @param imageDigest {@code sha256:…}, empty if not known
 */
public record Subject(String node, String workload, String container, String containerName, String image, String imageDigest) {}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * A system call that a workload used, or may use.
 *
 * @param name of the call
 * @param stages in which it was used: start, serve, exec; empty if it was not
 * @param suggested the suggested profile allows it
 * @param reasons why it does, one sentence each; paths in them are untrusted
 * @param allowed Docker's default allows it with the capabilities that the workload was granted
 */
public record CallDocument(String name, List<String> stages, boolean suggested, List<String> reasons, boolean allowed) {}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * What a workload is allowed if it runs with Docker's default profile.
 *
 * @param syscalls names that the profile allows with the capabilities that the workload was granted
 * @param capabilities that it was granted; null if no configuration could be read
 */
public record AllowedDocument(int syscalls, Integer capabilities) {}

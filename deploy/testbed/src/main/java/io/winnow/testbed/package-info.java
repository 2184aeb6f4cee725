// SPDX-License-Identifier: Apache-2.0
/**
 * What tests, demo and benchmarks run against: a real Kafka broker, real OCI containers built from the
 * host's own files, real servers with traffic, and strace as an independent witness. Knows nothing of
 * Winnow itself.
 */
package io.winnow.testbed;

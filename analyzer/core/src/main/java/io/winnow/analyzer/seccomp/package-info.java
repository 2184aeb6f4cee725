// SPDX-License-Identifier: Apache-2.0
/**
 * Seccomp profiles: the model, the JSON forms of Docker, containerd and the OCI runtime specification, Docker's default profile as data,
 * and an evaluator that answers as the filter would that libseccomp compiles.
 */
package io.winnow.analyzer.seccomp;

// SPDX-License-Identifier: Apache-2.0
/** From a baseline and its runtime's runtime calls to a seccomp profile and a capability set, with a reason for every line. */
package io.winnow.analyzer.advise;

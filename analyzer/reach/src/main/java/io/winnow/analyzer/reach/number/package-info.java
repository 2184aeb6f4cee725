// SPDX-License-Identifier: Apache-2.0
/** Recovers the numbers that a function passes to the kernel: constants are propagated forward through its blocks, to each instruction that makes a call. */
package io.winnow.analyzer.reach.number;

// SPDX-License-Identifier: Apache-2.0
/** What is known of system calls themselves: which are the same work, what each can reach, and which faults of the kernel were reached by it. */
package io.winnow.analyzer.risk;

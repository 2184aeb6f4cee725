// SPDX-License-Identifier: Apache-2.0
/** One program or library by itself: its functions, what each refers to, and the system calls that each makes. */
package io.winnow.analyzer.reach.object;

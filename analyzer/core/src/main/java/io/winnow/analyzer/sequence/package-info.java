// SPDX-License-Identifier: Apache-2.0
/** Whether the order of a program's system calls is one that was seen before: what is done with known calls alone. Over recordings, because the kernel keeps no order. */
package io.winnow.analyzer.sequence;

// SPDX-License-Identifier: Apache-2.0
/**
 * The contract between collector and analyzer, what both name: the numbers of {@code record.h}, kinds, reasons, ABIs, and the names of
 * system calls and capabilities.
 */
package io.winnow.collector.record;

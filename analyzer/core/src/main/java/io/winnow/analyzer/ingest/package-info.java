// SPDX-License-Identifier: Apache-2.0
/**
 * From queue documents to typed events. Repeats are dropped, gaps are counted, forged bytes are counted and skipped. Flyweights stop
 * here: what leaves this package are records and sealed interfaces.
 */
package io.winnow.analyzer.ingest;

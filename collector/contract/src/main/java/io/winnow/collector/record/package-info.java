// SPDX-License-Identifier: Apache-2.0
/**
 * The contract between collector and analyzer: flyweights over {@code record.h}, the names of system calls and capabilities,
 * container metadata, and the header and payloads of queue documents. Nothing here knows where the bytes come from.
 */
package io.winnow.collector.record;

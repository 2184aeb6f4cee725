// SPDX-License-Identifier: Apache-2.0
/**
 * Flyweights over the bytes that {@code record.h} defines, and the header and payloads of queue documents. Nothing here knows where the
 * bytes come from.
 */
package io.winnow.collector.flyweight;

// SPDX-License-Identifier: Apache-2.0
/**
 * The API of a running analyzer: a small, versioned HTTP surface on a unix socket that only its owner may open, and over TCP
 * if it is configured. {@link io.winnow.analyzer.api.AnalyzerApi} is what it needs to know of the analyzer.
 */
package io.winnow.analyzer.http;

// SPDX-License-Identifier: Apache-2.0
/** What the analyzer reads of its events queue, live or recorded, and what it sends back to the collector through the control queue. */
package io.winnow.analyzer.agent.queue;

// SPDX-License-Identifier: Apache-2.0
/**
 * What can be asked of a running analyzer from within its process: the port, the documents that it answers with, who asks, and how a question can
 * be at fault. It knows no transport.
 */
package io.winnow.analyzer.api;

// SPDX-License-Identifier: Apache-2.0
/**
 * All that knows the bytes of Chronicle Queue: its roll files, their names and their spans, the check before Chronicle maps them, their repair, and the
 * memory of a page. Knows nothing of our queue but the header that its documents begin with.
 */
package io.winnow.collector.queue.chronicle;

// SPDX-License-Identifier: Apache-2.0
/**
 * The events and the control queue: append with a sequence, exclusive lock, recovery, disk guard, retention, reading.
 *
 * <p>A queue directory has one writer, which may change every file in it, and any number of readers, which need no more than
 * read access. A reader acknowledges documents to the writer through the other queue, never through the files.
 */
package io.winnow.collector.queue;

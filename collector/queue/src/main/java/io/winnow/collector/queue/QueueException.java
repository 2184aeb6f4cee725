// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

/** A queue directory that cannot be used. The message names the directory, what is wrong and the remedy. */
public class QueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueueException(String message) {
        super(message);
    }

    public QueueException(String message, Throwable cause) {
        super(message, cause);
    }
}

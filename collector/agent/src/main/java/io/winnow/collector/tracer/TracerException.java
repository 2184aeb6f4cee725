// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import io.winnow.collector.record.Errno;

/** A failure of the tracer: the native sentence, which names the thing and the remedy, and its errno. */
public class TracerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    public TracerException(String operation, int errno, String sentence) {
        super(operation + ": " + (sentence.isEmpty() ? "failed" : sentence) + " (errno=" + errno + ")");
        this.errno = errno;
    }

    public TracerException(String message, Throwable cause) {
        super(message, cause);
        this.errno = 0;
    }

    /** Positive; 0 if the failure is not the kernel's. */
    public int errno() {
        return errno;
    }

    /** The slot has gone to another slot owner. */
    public boolean stale() {
        return errno == Errno.ESTALE;
    }
}

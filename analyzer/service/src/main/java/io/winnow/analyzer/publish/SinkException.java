// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

/** A sink cannot deliver now. The message is for an operator: it names the place and the remedy. */
public final class SinkException extends Exception {

    public SinkException(String message) {
        super(message);
    }

    public SinkException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** Bytes that are not what they claim to be. The message names the field and its value. */
public class MalformedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}

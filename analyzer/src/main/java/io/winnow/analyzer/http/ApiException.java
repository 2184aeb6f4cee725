// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

/** A question to the analyzer has no answer; the message is for the user. */
public final class ApiException extends Exception {

    private final int status;

    ApiException(String message, Exception cause) {
        super(message, cause);
        this.status = 0;
    }

    ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Of HTTP; 0 where the analyzer could not be asked. */
    public int status() {
        return status;
    }
}

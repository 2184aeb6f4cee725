// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http.client;

/** A question to the analyzer has no answer; the message is for the user. */
public final class ApiException extends Exception {

    /** There is none of the name. */
    public static final int NOT_FOUND = 404;

    /** The name means several workloads, or the request does not fit what is there now. */
    public static final int CONFLICT = 409;

    private final int status;

    ApiException(String message, Exception cause) {
        super(message, cause);
        this.status = 0;
    }

    public ApiException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Of HTTP; 0 if the analyzer could not be asked. */
    public int status() {
        return status;
    }
}

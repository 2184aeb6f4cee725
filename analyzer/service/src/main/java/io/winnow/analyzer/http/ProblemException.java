// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

/** A request that cannot be answered, for a reason that the caller gets. */
public final class ProblemException extends RuntimeException {

    private final int status;

    /**
     * @param status of HTTP, 4xx or 5xx
     * @param detail what is wrong, and what to do
     */
    public ProblemException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    public static ProblemException notFound(String detail) {
        return new ProblemException(404, detail);
    }

    public static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail);
    }

    public static ProblemException conflict(String detail) {
        return new ProblemException(409, detail);
    }

    public int status() {
        return status;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.FaultException;

/** A request that cannot be answered, for a reason that the caller gets. */
final class ProblemException extends RuntimeException {

    private final int status;

    /**
     * @param status of HTTP, 4xx or 5xx
     * @param detail what is wrong, and what to do
     */
    ProblemException(int status, String detail) {
        super(detail);
        this.status = status;
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, detail);
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail);
    }

    /** What HTTP calls a fault of the analyzer. */
    static ProblemException of(FaultException fault) {
        int status = switch (fault.kind()) {
            case INVALID -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case STORAGE_FULL -> 507;
        };
        return new ProblemException(status, fault.getMessage());
    }

    int status() {
        return status;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.FaultException;
import java.util.Map;

/** A request that cannot be answered, for a reason that the caller gets. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    /**
     * @param status of HTTP, 4xx or 5xx
     * @param detail what is wrong, and what to do
     */
    ProblemException(int status, String detail) {
        this(status, detail, Map.of());
    }

    private ProblemException(int status, String detail, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.headers = headers;
    }

    static ProblemException methodNotAllowed(String allowed) {
        return new ProblemException(405, "use " + allowed, Map.of("allow", allowed));
    }

    static ProblemException unauthorized(String detail) {
        return new ProblemException(401, detail, Map.of("www-authenticate", "Bearer"));
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
            case UNAVAILABLE -> 503;
        };
        return new ProblemException(status, fault.getMessage());
    }

    int status() {
        return status;
    }

    /** What the response says beside it. */
    Map<String, String> headers() {
        return headers;
    }
}

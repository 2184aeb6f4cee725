// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/** A question or a decision that the analyzer cannot carry out. The message is for the caller: what is wrong, and what to do. */
public final class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is at fault. */
    public enum Kind {
        /** The caller asks for something that there is not. */
        INVALID,
        /** The caller's role is not enough. */
        FORBIDDEN,
        /** What is named does not exist. */
        NOT_FOUND,
        /** What is asked does not fit what is there now. */
        CONFLICT,
        /** A decision cannot be written down. */
        STORAGE_FULL,
        /** What has to answer does not, now. */
        UNAVAILABLE
    }

    public FaultException(Kind kind, String detail) {
        super(detail);
        this.kind = kind;
    }

    public static FaultException invalid(String detail) {
        return new FaultException(Kind.INVALID, detail);
    }

    public static FaultException notFound(String detail) {
        return new FaultException(Kind.NOT_FOUND, detail);
    }

    public static FaultException conflict(String detail) {
        return new FaultException(Kind.CONFLICT, detail);
    }

    public Kind kind() {
        return kind;
    }
}

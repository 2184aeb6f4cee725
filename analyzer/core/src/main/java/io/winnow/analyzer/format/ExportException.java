// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

/** A form cannot say what the profile says. The message names it, and a form that can. */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ExportException(String message) {
        super(message);
    }
}

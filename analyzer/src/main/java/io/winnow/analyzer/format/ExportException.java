// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

/** A form cannot say what the profile says. The message tells what, and which form can. */
public final class ExportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ExportException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

/** A file was not analysed to its end. The message says why, in one line. */
public final class NotAnalyzedException extends Exception {

    public NotAnalyzedException(String message) {
        super(message);
    }
}

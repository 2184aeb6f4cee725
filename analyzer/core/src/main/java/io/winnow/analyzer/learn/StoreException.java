// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.learn;

/** The directory of baselines cannot be used. The message names the path and the remedy. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}

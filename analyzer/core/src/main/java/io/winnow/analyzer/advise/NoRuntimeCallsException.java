// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

/** No runtime calls are known, so that a profile would not let the container start. The message names the runtime and the remedy. */
public class NoRuntimeCallsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoRuntimeCallsException(String message) {
        super(message);
    }
}

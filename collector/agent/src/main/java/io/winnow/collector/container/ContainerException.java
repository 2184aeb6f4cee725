// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

/** Containers cannot be found on this host. The message names the thing and the remedy. */
public class ContainerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ContainerException(String message, Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

/** A command that the service can carry out for its client. */
public interface Answered {

    /** Whether it can with the options that were given. */
    default boolean answeredByService() {
        return true;
    }
}

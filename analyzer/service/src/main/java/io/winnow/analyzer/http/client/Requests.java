// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http.client;

import java.io.IOException;
import java.io.InputStream;

/** How a client's request reaches the analyzer. */
public interface Requests {

    /**
     * Asks.
     *
     * @param target of the request, encoded
     * @return the answer's body
     * @throws ApiException if no service answers, or the analyzer refuses
     */
    InputStream ask(String method, String target) throws ApiException, IOException;

    /** For messages: where the analyzer is. */
    String description();
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Rendering;
import java.util.Map;

/**
 * A document on its way to a client.
 *
 * @param headers beside those that every response has
 */
record Reply(Rendering rendering, Map<String, String> headers) {

    Reply {
        headers = Map.copyOf(headers);
    }

    static Reply of(Rendering rendering) {
        return new Reply(rendering, Map.of());
    }
}

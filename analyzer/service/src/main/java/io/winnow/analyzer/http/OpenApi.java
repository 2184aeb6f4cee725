// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Rendering;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The description of the API that it serves of itself. */
final class OpenApi {

    static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    static Rendering document() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            return new Rendering("application/json", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}

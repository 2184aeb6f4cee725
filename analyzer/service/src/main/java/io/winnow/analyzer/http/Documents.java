// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Problem;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.publish.DocumentMapper;
import java.nio.charset.StandardCharsets;

/** Writes answers as JSON. Names in them are untrusted and leave escaped. */
final class Documents {

    private final DocumentMapper mapper = new DocumentMapper();

    Rendering json(Object document) {
        return new Rendering("application/json", text(document));
    }

    Rendering problem(Problem problem) {
        return new Rendering(Problem.CONTENT_TYPE, text(problem));
    }

    private String text(Object document) {
        return new String(mapper.write(document), StandardCharsets.UTF_8) + "\n";
    }
}

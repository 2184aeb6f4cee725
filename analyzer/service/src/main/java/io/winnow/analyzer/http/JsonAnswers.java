// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers of one JSON document, to requests that are checked before anything is asked. */
final class JsonAnswers {

    private final Documents documents;

    JsonAnswers(Documents documents) {
        this.documents = documents;
    }

    /** @param known the only parameters that there may be */
    Answer get(HttpMethod method, Parameters parameters, Set<String> known, Supplier<CompletableFuture<?>> question) {
        return answer(HttpMethod.GET, method, parameters, known, question);
    }

    /** @param known the only parameters that there may be */
    Answer post(HttpMethod method, Parameters parameters, Set<String> known, Supplier<CompletableFuture<?>> action) {
        return answer(HttpMethod.POST, method, parameters, known, action);
    }

    private Answer answer(HttpMethod expected, HttpMethod method, Parameters parameters, Set<String> known, Supplier<CompletableFuture<?>> question) {
        expect(method, expected);
        parameters.only(known);
        return new Answer.Document(question.get().thenApply(documents::json).thenApply(Reply::of));
    }

    static void expect(HttpMethod method, HttpMethod expected) {
        if (!method.equals(expected)) {
            throw ProblemException.methodNotAllowed(expected.name());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What other threads ask, to be answered on the analyzer's. */
final class Questions {

    private final Queue<Question<?>> questions = new ConcurrentLinkedQueue<>();

    private record Question<T>(Supplier<T> question, CompletableFuture<T> answer) {
        void settle() {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    /** For any thread. */
    <T> CompletableFuture<T> add(Supplier<T> question) {
        Question<T> asked = new Question<>(question, new CompletableFuture<>());
        questions.add(asked);
        return asked.answer();
    }

    /** Answers all that there are; says how many. */
    int settle() {
        int settled = 0;
        for (Question<?> question = questions.poll(); question != null; question = questions.poll()) {
            question.settle();
            settled++;
        }
        return settled;
    }

    /** For any thread: no more are answered. */
    void refuse() {
        for (Question<?> question = questions.poll(); question != null; question = questions.poll()) {
            question.answer().completeExceptionally(new IllegalStateException("the analyzer has ended"));
        }
    }
}

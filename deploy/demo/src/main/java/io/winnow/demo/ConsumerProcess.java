// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A {@link ViolationConsumer} at work in a process of its own, and what it has printed so far. */
final class ConsumerProcess implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> records = new ArrayList<>();
    private final Path temporary;
    private final Process process;
    private boolean ready;
    private String lastError;

    private ConsumerProcess(Path temporary, Process process) {
        this.temporary = temporary;
        this.process = process;
    }

    static ConsumerProcess start(String bootstrapServers, String topic) {
        Path temporary = Directories.temporary("consumer");
        try {
            Process process = new ProcessBuilder(ChildJvm.commandIn(temporary, ViolationConsumer.class, bootstrapServers, topic))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            ConsumerProcess consumer = new ConsumerProcess(temporary, process);
            Leftovers.add(consumer);
            Thread reader = new Thread(consumer::read, "violation-consumer");
            reader.setDaemon(true);
            reader.start();
            consumer.awaitReady();
            return consumer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM for the consumer", e);
        }
    }

    /**
     * Waits until a record is there that this holds for.
     *
     * @return it, or null if none came in time
     */
    synchronized JsonNode await(Predicate<JsonNode> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (JsonNode record : records) {
                if (wanted.test(record)) {
                    return record;
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || lastError != null) {
                return null;
            }
            sleep(left);
        }
    }

    /** All records so far. */
    synchronized List<JsonNode> records() {
        return List.copyOf(records);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Directories.delete(temporary);
        Leftovers.remove(this);
    }

    private synchronized void awaitReady() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!ready) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0 || lastError != null) {
                close();
                throw new IllegalStateException("consumer did not start: " + lastError);
            }
            sleep(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private void sleep(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
            end("it ended");
        } catch (IOException e) {
            end(e.getMessage());
        }
    }

    private synchronized void take(String line) throws JsonProcessingException {
        if (line.equals("ready")) {
            ready = true;
        } else {
            records.add(json.readTree(line));
        }
        notifyAll();
    }

    private synchronized void end(String why) {
        lastError = why;
        notifyAll();
    }
}

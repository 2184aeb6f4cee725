// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the harness: one line in, one line out. It ends with its input, so also with this JVM. */
public final class LineProcess implements AutoCloseable {
    private static final long END_SECONDS = 30;

    private final List<String> command;
    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final String greeting;

    /** Starts it and waits for its first line, which begins with "ready". */
    public LineProcess(List<String> command) {
        this.command = command;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        }
        in = process.outputWriter();
        out = process.inputReader();
        greeting = read();
    }

    /** Its first line without the word "ready". */
    public String greeting() {
        return greeting.substring("ready".length()).strip();
    }

    /** Sends a line and waits for the answer. */
    public String ask(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("ended: " + command, e);
        }
        return read();
    }

    private String read() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("ended: " + command);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("ended: " + command, e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** The terminal that a live table is shown on: how wide it is, and which keys are pressed. Its settings come back at the end. */
public final class Terminal implements AutoCloseable {

    private static final File DEVICE = new File("/dev/tty");
    private static final int USUAL_COLUMNS = 80;
    private static final int USUAL_LINES = 24;
    private static final long PATIENCE_SECONDS = 2;

    private static final long MEASURE_NANOS = 300_000_000;

    private final String before;
    private Size size = measured();
    private long measuredAt = System.nanoTime();
    private final Thread restore = new Thread(this::restore, "winnow-terminal");

    /** A size in characters. */
    public record Size(int lines, int columns) {}

    private Terminal(String before) {
        this.before = before;
    }

    /**
     * Takes the terminal's keys one by one, without showing them.
     *
     * @param keys whether keys are wanted: a command that was started reads them itself
     */
    public static Terminal open(boolean keys) {
        String settings = keys ? stty("-g") : "";
        Terminal terminal = new Terminal(settings);
        if (!settings.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(terminal.restore);
            stty("-icanon", "-echo", "min", "0");
        }
        return terminal;
    }

    /** What has been pressed and not been asked for; empty if nothing was. */
    public OptionalInt key() {
        try {
            return before.isEmpty() || System.in.available() == 0 ? OptionalInt.empty() : OptionalInt.of(System.in.read());
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** Whether it has another size than before. To be asked often: it is measured some times a second. */
    public boolean resized() {
        if (System.nanoTime() - measuredAt < MEASURE_NANOS) {
            return false;
        }
        measuredAt = System.nanoTime();
        Size last = size;
        size = measured();
        return !size.equals(last);
    }

    public Size size() {
        return size;
    }

    private static Size measured() {
        String[] size = stty("size").split(" ");
        try {
            int lines = Integer.parseInt(size[0]);
            int columns = Integer.parseInt(size[1]);
            return new Size(lines > 0 ? lines : USUAL_LINES, columns > 0 ? columns : USUAL_COLUMNS);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return new Size(USUAL_LINES, USUAL_COLUMNS);
        }
    }

    @Override
    public void close() {
        if (!before.isEmpty()) {
            restore();
        }
    }

    private void restore() {
        stty(before);
    }

    /** Empty if there is no terminal. */
    private static String stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process stty = new ProcessBuilder(command).redirectInput(DEVICE).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}

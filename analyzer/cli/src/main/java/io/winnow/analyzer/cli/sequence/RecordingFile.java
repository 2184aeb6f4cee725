// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.sequence.RecordedCall;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.TolerantJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code winnow trace --output json} wrote. */
final class RecordingFile {

    /** Some 64 bytes of memory each. */
    private static final int MAX_CALLS = 5_000_000;
    private static final ObjectReader LINES = TolerantJson.TOLERANT.readerFor(Line.class);

    private record Line(long pid, long tid, String abi, Integer number) {}

    private RecordingFile() {}

    /** @throws CommandException if it cannot be read, or is none */
    static List<RecordedCall> read(Path file) {
        List<RecordedCall> calls = new ArrayList<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                calls.add(call(file, calls.size() + 1L, line));
                if (calls.size() > MAX_CALLS) {
                    throw new CommandException(ExitCode.USAGE, file + " has more than " + MAX_CALLS + " calls: record for a shorter time (`winnow trace --duration`)");
                }
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + IoReason.of(e), e);
        }
        return calls;
    }

    private static RecordedCall call(Path file, long number, String line) {
        try {
            Line read = LINES.readValue(line);
            return new RecordedCall(read.pid(), read.tid(), Labels.of(Abi.values(), Abi::label, read.abi()), read.number());
        } catch (JsonProcessingException | RuntimeException e) {
            throw new CommandException(ExitCode.USAGE, file + " line " + number + " is no call: give files that `winnow trace --output json --file` wrote", e);
        }
    }
}

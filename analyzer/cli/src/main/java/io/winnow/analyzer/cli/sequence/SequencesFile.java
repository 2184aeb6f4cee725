// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.sequence.KnownSequences;
import io.winnow.analyzer.sequence.SequenceMethod;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Known sequences as a JSON file. */
final class SequencesFile {

    private static final int VERSION = 1;
    private static final int HEXADECIMAL = 16;

    /** @param sequences hashes, hexadecimal */
    private record Document(int version, int length, String method, int threshold, List<String> sequences) {}

    private SequencesFile() {}

    /** @throws CommandException if it cannot be written */
    static void write(Path file, KnownSequences known, PrintWriter out) {
        List<String> hashes = known.hashes().stream().sorted().map(Long::toHexString).toList();
        Document document = new Document(VERSION, KnownSequences.LENGTH, known.method().label(), known.threshold(), hashes);
        try {
            OutputFile.write(file, TolerantJson.TOLERANT.writeValueAsString(document) + "\n", out);
        } catch (IOException e) {
            throw new IllegalStateException("no JSON form", e);
        }
    }

    /** @throws CommandException if it cannot be read, or is none of this version */
    static KnownSequences read(Path file) {
        try {
            Document document = TolerantJson.TOLERANT.readValue(Files.readAllBytes(file), Document.class);
            if (document.version() != VERSION || document.length() != KnownSequences.LENGTH) {
                throw none(file, null);
            }
            return new KnownSequences(SequenceMethod.valueOf(document.method().toUpperCase(Locale.ROOT)),
                    document.sequences().stream().map(hash -> Long.parseUnsignedLong(hash, HEXADECIMAL)).collect(Collectors.toSet()), document.threshold());
        } catch (JsonProcessingException | IllegalArgumentException | NullPointerException e) {
            throw none(file, e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read: " + IoReason.of(e), e);
        }
    }

    private static CommandException none(Path file, Exception reason) {
        return new CommandException(ExitCode.USAGE, file + " has no sequences of this version: make it with `winnow sequences learn`", reason);
    }
}

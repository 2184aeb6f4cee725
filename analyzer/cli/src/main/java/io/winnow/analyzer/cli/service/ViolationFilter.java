// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.violation.ViolationKind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which violations are shown. */
final class ViolationFilter {

    @Option(names = "--since", paramLabel = "TIME", converter = Since.class,
            description = "Only those that happened since then: 10m ago, or at 2026-11-21T10:00:00Z.")
    private Instant since = Instant.MIN;

    @Option(names = "--workload", paramLabel = "NAME",
            description = "Only those of this workload. " + WorkloadCommand.NAMES)
    private String workload;

    @Option(names = "--kind", paramLabel = "KIND", split = ",", converter = Kind.class,
            description = "Only those of these kinds: syscall, start-only, argument, capability, denial, io_uring, abi, executable, left-cgroup, loss.")
    private List<String> kinds = List.of();

    /** The workload that was asked for; null for all. */
    String workload() {
        return workload;
    }

    /** @param id of the workload that was asked for; null for all */
    boolean shows(JsonNode violation, String id) {
        return (id == null || violation.at("/workload/id").asText().equals(id))
                && (kinds.isEmpty() || kinds.contains(violation.at("/kind").asText()))
                && (since.equals(Instant.MIN) || !happened(violation).isBefore(since));
    }

    /** Whether refused calls are asked for, among others. */
    boolean showsDenials() {
        return kinds.isEmpty() || kinds.contains(ViolationKind.DENIAL.label());
    }

    private static Instant happened(JsonNode violation) {
        try {
            return Instant.parse(violation.at("/time").asText());
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }

    /** The word for a kind, as documents have it. */
    static final class Kind implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            List<String> known = Stream.of(ViolationKind.values()).map(ViolationKind::label).toList();
            if (!known.contains(text)) {
                throw new TypeConversionException("\"" + text + "\" is none of " + String.join(", ", known));
            }
            return text;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.Shortened;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.record.TolerantJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** A violation document as a line for people. Lines follow one by one, so columns are of fixed width. */
public final class ViolationLine {

    private static final int WORKLOAD = 28;

    private static final String FORM = "%-24s  %-10s  %-6s  %-8s  %-28s  %-15s  %s";

    private ViolationLine() {}

    public static void heading(PrintWriter out) {
        out.println(String.format(FORM, "TIME", "KIND", "COUNT", "PID", "WORKLOAD", "COMM", "WHAT").stripTrailing());
        out.flush();
    }

    /** @throws CommandException if it is not JSON */
    public static JsonNode parse(String document) {
        try {
            return TolerantJson.TOLERANT.readTree(document);
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.FAILURE, "the service sent a violation that is not JSON: is `winnow run` of another version?", e);
        }
    }

    public static String of(JsonNode violation) {
        return String.format(FORM,
                time(violation.at("/time").asText()),
                text(violation.at("/kind"), 10),
                text(violation.at("/count"), 6),
                text(violation.at("/process/pid"), 8),
                Shortened.of(text(violation.at("/workload/id"), Integer.MAX_VALUE), WORKLOAD, WORKLOAD / 4),
                text(violation.at("/process/comm"), 15),
                text(violation.at("/summary"), Integer.MAX_VALUE));
    }

    static String time(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS).toString();
        } catch (DateTimeParseException e) {
            return TerminalText.printable(text);
        }
    }

    static String text(JsonNode node, int most) {
        String text = node.isMissingNode() || node.isNull() ? "-" : TerminalText.printable(node.asText());
        return text.length() <= most ? text : text.substring(0, most);
    }
}

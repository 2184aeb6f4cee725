// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.Output;
import io.winnow.analyzer.cli.terminal.Shortened;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.analyzer.publish.FindingText;
import io.winnow.analyzer.publish.OcsfFinding;
import io.winnow.collector.record.TolerantJson;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How findings are written, one by one: columns are of fixed width. */
enum FindingOutput {
    columns,
    json,
    yaml,
    text,
    ocsf;

    private static final int WORKLOAD = 28;
    private static final String FORM = "%-18s  %-8s  %-12s  %-20s  %6s  %-28s  %s";

    void heading(PrintWriter out) {
        if (this == columns) {
            out.println(String.format(FORM, "ID", "SEVERITY", "STATE", "TIME", "COUNT", "WORKLOAD", "WHAT").stripTrailing());
            out.flush();
        }
    }

    void write(PrintWriter out, FindingDocument finding) {
        switch (this) {
            case columns -> out.println(String.format(FORM,
                    TerminalText.printable(finding.id()),
                    finding.severity(),
                    finding.state(),
                    Instant.parse(finding.time()).truncatedTo(ChronoUnit.SECONDS),
                    finding.count().occurrences(),
                    Shortened.of(TerminalText.printable(finding.workload().id()), WORKLOAD, WORKLOAD / 4),
                    TerminalText.printable(finding.title())));
            case json -> out.println(line(finding));
            case yaml -> Output.yaml.write(out, List.of(finding), any -> {});
            case text -> out.println(FindingText.line(finding));
            case ocsf -> out.println(line(OcsfFinding.of(finding)));
        }
    }

    private static String line(Object document) {
        return new String(new DocumentMapper().write(document), StandardCharsets.UTF_8);
    }

    /** @throws CommandException if it is not JSON */
    static FindingDocument parse(String document) {
        try {
            return TolerantJson.TOLERANT.readValue(document, FindingDocument.class);
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.FAILURE, "the service sent a finding that is not what this version understands: is `winnow run` of another version?", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome: as text to read, as JSON to compare, as a chart to show.
 *
 * @param otherTracers other people's tracing programs that were attached during all of a measurement
 * @param sections rows by title
 * @param contenders what the measures are: name and description
 * @param missing packages of tools that could not take part
 */
public record Report(
        Machine machine, boolean quick, int otherTracers,
        Map<String, List<Row>> sections, Map<String, String> contenders, List<String> missing) {

    /** Writes report.json, report.txt and report.svg. Returns the text. */
    public String write(Path directory) {
        String text = new TextReport(this).render();
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("report.txt"), text);
            Files.writeString(directory.resolve("report.svg"), new Chart(this).render());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("machine", machine);
            document.put("quick", quick);
            document.put("other_tracers", otherTracers);
            document.put("measures", contenders);
            document.put("rows", rows());
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(directory.resolve("report.json").toFile(), document);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report to " + directory, e);
        }
        return text;
    }

    List<Row> rows() {
        return sections.values().stream().flatMap(List::stream).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table of this package: fields between tabs, a {@code -} for none; lines with {@code #} are for the reader. */
final class DataFile {

    /** In place of a field that is empty. */
    static final String NONE = "-";

    private DataFile() {}

    /** @throws IllegalStateException for a line with another number of fields */
    static List<String[]> rows(String resource, int fields) {
        try (InputStream in = DataFile.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#")).map(line -> row(resource, line, fields)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    private static String[] row(String resource, String line, int fields) {
        String[] row = line.split("\t", -1);
        if (row.length != fields) {
            throw new IllegalStateException(resource + " has fields=" + row.length + " instead of " + fields + " in: " + line);
        }
        return row;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** System calls that an operator should know of before allowing them: the list is in {@code dangerous-syscalls.tsv}. */
public final class DangerousSyscalls {

    private static final String RESOURCE = "dangerous-syscalls.tsv";
    private static final Map<String, String> RISKS = load();

    private DangerousSyscalls() {}

    /** What the call can do, as words that follow "it". */
    public static Optional<String> risk(String name) {
        return Optional.ofNullable(RISKS.get(name));
    }

    static Map<String, String> all() {
        return RISKS;
    }

    private static Map<String, String> load() {
        Map<String, String> risks = new TreeMap<>();
        try (InputStream in = DangerousSyscalls.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split("\t");
                    risks.put(fields[0], fields[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
        return risks;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The code of this analysis, as a digest: what other code found in a file may be something else. A number that someone has to raise is forgotten once, and then a
 * program's profile lacks what the mended analysis would have found.
 */
final class AnalysisCode {

    private static final String CLASSES = "io/winnow/analyzer/reach/";
    private static final String SUFFIX = ".class";

    private AnalysisCode() {}

    /** @throws IOException if the classes cannot be read where they were loaded from */
    static String digest() throws IOException {
        try {
            return digest(Path.of(AnalysisCode.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IOException("the classes were not loaded from a file", e);
        }
    }

    /** @param place a directory or a jar; the same classes have the same digest in both */
    static String digest(Path place) throws IOException {
        MessageDigest digest = Sha256.begin();
        int classes = 0;
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.walk(place.resolve(CLASSES))) {
                for (String name : files.map(file -> place.relativize(file).toString()).filter(name -> name.endsWith(SUFFIX)).sorted().toList()) {
                    add(digest, name, Files.readAllBytes(place.resolve(name)));
                    classes++;
                }
            }
        } else {
            try (JarFile jar = new JarFile(place.toFile())) {
                List<JarEntry> entries = jar.stream().filter(entry -> entry.getName().startsWith(CLASSES) && entry.getName().endsWith(SUFFIX))
                        .sorted(Comparator.comparing(JarEntry::getName)).toList();
                for (JarEntry entry : entries) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(digest, entry.getName(), in.readAllBytes());
                        classes++;
                    }
                }
            }
        }
        if (classes == 0) {
            throw new IOException(place + " has no class of the analysis");
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static void add(MessageDigest digest, String name, byte[] content) {
        digest.update((name + " " + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads seccomp profiles in JSON: Docker's and containers/common's files with their conditions, {@code linux.seccomp} of the OCI runtime
 * specification, and a whole OCI {@code config.json}. The file is hostile: size, depth and the lengths of lists are bounded, keys that
 * occur twice are refused, keys that are not known are reported.
 */
public final class ProfileReader {

    /** The largest file that is read; Docker's default has 14 KiB. */
    public static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_DIGITS = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_BYTES)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a file.
     *
     * @throws ProfileFormatException where it is too large or no profile
     * @throws IOException where it cannot be read
     */
    public ReadProfile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(MAX_BYTES + 1));
        }
    }

    /**
     * Reads JSON.
     *
     * @throws ProfileFormatException where it is too large or no profile
     */
    public ReadProfile read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new ProfileFormatException("", "larger than " + MAX_BYTES + " bytes, which no profile is");
        }
        try {
            return read(MAPPER.readTree(json), "");
        } catch (JsonProcessingException e) {
            throw new ProfileFormatException(place(e), "not JSON: " + plain(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProfileFormatException("", "not JSON: " + plain(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Reads a tree, which the caller bounded.
     *
     * @param place where the tree stands in its document; empty for the whole
     * @throws ProfileFormatException where it is no profile
     */
    public ReadProfile read(JsonNode tree, String place) {
        Element whole = new Element(tree, place);
        if (tree.isMissingNode()) {
            throw whole.fails("there is nothing here");
        }
        Map<String, Element> fields = whole.fields();
        Element linux = fields.get("linux");
        if (linux == null) {
            return new TemplateParser().parse(whole);
        }
        Element seccomp = linux.fields().get("seccomp");
        if (seccomp == null) {
            throw linux.fails("there is no seccomp here: the container runs unconfined");
        }
        return new TemplateParser().parse(seccomp);
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }

    private static String plain(String message) {
        String quoted = Element.quoted(message.lines().findFirst().orElse(""));
        return quoted.substring(1, quoted.length() - 1);
    }
}

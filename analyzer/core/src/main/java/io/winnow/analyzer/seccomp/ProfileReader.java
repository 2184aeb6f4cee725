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
import io.winnow.collector.record.JsonPlace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads seccomp profiles in JSON: Docker's and containers/common's files with their conditions, {@code linux.seccomp} of the OCI runtime
 * specification, and a whole OCI {@code config.json}. The file is untrusted: size, depth and the lengths of lists are bounded, keys that
 * occur twice are refused, keys that are not known are reported, and a document in which others could find another profile is refused.
 */
public final class ProfileReader {

    /** The largest file that is read; Docker's default has 14 KiB. */
    public static final int MAX_BYTES = 4 << 20;

    private static final String LINUX = "linux";
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
     * @throws ProfileFormatException if it is too large or no profile
     * @throws IOException if it cannot be read
     */
    public ReadProfile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(MAX_BYTES + 1));
        }
    }

    /**
     * Reads JSON.
     *
     * @throws ProfileFormatException if it is too large or no profile
     */
    public ReadProfile read(byte[] json) {
        return read(tree(json));
    }

    /**
     * What a JSON document holds, within the bounds.
     *
     * @throws ProfileFormatException if it is too large or no JSON
     */
    public JsonNode tree(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new ProfileFormatException("", "larger than " + MAX_BYTES + " bytes, which no profile is");
        }
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ProfileFormatException(JsonPlace.of(e.getLocation()), "not JSON: " + plain(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProfileFormatException("", "not JSON: " + plain(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Reads a whole document, which is a profile or an OCI configuration.
     *
     * @throws ProfileFormatException if it is neither, or both
     */
    public ReadProfile read(JsonNode document) {
        Element whole = new Element(document, "");
        if (document.isMissingNode()) {
            throw whole.fails("there is nothing here");
        }
        Optional<Element> linux = whole.field(LINUX);
        if (linux.isEmpty()) {
            return new TemplateParser().parse(whole);
        }
        requireNoProfileBeside(LINUX, document);
        Element seccomp = linux.get().field("seccomp")
                .orElseThrow(() -> linux.get().fails("there is no seccomp here: the container runs unconfined"));
        return new TemplateParser().parse(seccomp);
    }

    /**
     * Reads a profile in a document that is neither of the two, which the caller bounded.
     *
     * @param place where the profile is in its document
     * @throws ProfileFormatException if it is no profile
     */
    public ReadProfile readProfile(JsonNode profile, String place) {
        return new TemplateParser().parse(new Element(profile, place));
    }

    /**
     * Makes sure that no other program finds another profile in a document than the one in the part that is read: Docker and podman take what is at
     * the top, OCI runtimes what is in {@code linux}, and neither minds other keys.
     *
     * @param part the key of what is read
     * @throws ProfileFormatException if there is a second one
     */
    public static void requireNoProfileBeside(String part, JsonNode document) {
        Element whole = new Element(document, "");
        for (String key : whole.fields().keySet()) {
            boolean another = key.equalsIgnoreCase(LINUX) || TemplateParser.PROFILE_KEYS.stream().anyMatch(key::equalsIgnoreCase);
            if (another && !key.equals(part)) {
                throw whole.fails("both a profile (" + Element.quoted(key) + ") and a configuration that holds one (" + Element.quoted(part)
                        + ") are there: leave out one, as programs differ in which they read");
            }
        }
    }

    private static String plain(String message) {
        String quoted = Element.quoted(message.lines().findFirst().orElse(""));
        return quoted.substring(1, quoted.length() - 1);
    }
}

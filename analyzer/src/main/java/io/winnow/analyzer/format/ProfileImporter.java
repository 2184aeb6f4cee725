// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.ReadProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads what others wrote: the JSON forms of {@link ProfileReader}, and SeccompProfiles of the Security Profiles Operator in YAML or JSON.
 * The file is hostile, and bounded as there.
 */
public final class ProfileImporter {

    private static final String SPEC = "spec";
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_DIGITS = 64;

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .loaderOptions(bounds())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ProfileReader reader = new ProfileReader();

    /**
     * Reads a file.
     *
     * @throws ProfileFormatException where it is too large or no profile
     * @throws IOException where it cannot be read
     */
    public ReadProfile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(ProfileReader.MAX_BYTES + 1));
        }
    }

    /**
     * Reads a document.
     *
     * @throws ProfileFormatException where it is too large or no profile
     */
    public ReadProfile read(byte[] document) {
        boolean json = startsLikeJson(document);
        JsonNode tree = json ? reader.tree(document) : yaml(document);
        if (isOperators(tree)) {
            return operators(tree);
        }
        if (json) {
            return reader.read(tree);
        }
        throw new ProfileFormatException(
                "", "neither a profile in JSON nor a SeccompProfile of " + SecurityProfilesOperator.GROUP + " in YAML");
    }

    private static boolean isOperators(JsonNode tree) {
        return tree.path("kind").asText().equals(SecurityProfilesOperator.KIND)
                && tree.path("apiVersion").asText().startsWith(SecurityProfilesOperator.GROUP + "/");
    }

    private ReadProfile operators(JsonNode tree) {
        if (!(tree.get(SPEC) instanceof ObjectNode spec)) {
            throw new ProfileFormatException(SPEC, "there is no spec here");
        }
        ProfileReader.requireNoProfileBeside(SPEC, tree);
        List<String> remarks = new ArrayList<>();
        if (!spec.path("baseProfileName").asText().isEmpty()) {
            remarks.add("spec.baseProfileName: what the base profile allows is not included");
        }
        if (spec.path("disabled").asBoolean()) {
            remarks.add("spec.disabled: the profile is switched off where it comes from");
        }
        spec.remove(List.of("baseProfileName", "disabled"));
        ReadProfile read = reader.readProfile(spec, SPEC);
        remarks.addAll(read.remarks());
        return new ReadProfile(read.template(), remarks);
    }

    private static JsonNode yaml(byte[] document) {
        if (document.length > ProfileReader.MAX_BYTES) {
            throw new ProfileFormatException("", "larger than " + ProfileReader.MAX_BYTES + " bytes, which no profile is");
        }
        try {
            return YAML.readTree(document);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
            throw new ProfileFormatException(place, "not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException | YAMLException e) {
            throw new ProfileFormatException("", "not YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String message) {
        return SafeName.line(message.lines().findFirst().orElse(""));
    }

    private static boolean startsLikeJson(byte[] document) {
        for (byte character : document) {
            if (!Character.isWhitespace(character)) {
                return character == '{' || character == '[';
            }
        }
        return true;
    }

    private static LoaderOptions bounds() {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(ProfileReader.MAX_BYTES);
        bounds.setNestingDepthLimit(MAX_DEPTH);
        return bounds;
    }
}

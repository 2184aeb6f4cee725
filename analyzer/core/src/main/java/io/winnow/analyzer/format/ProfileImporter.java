// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.ReadProfile;
import io.winnow.collector.record.JsonPlace;
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
 * The file is untrusted, and bounded as there; YAML is taken without aliases and merge keys.
 */
public final class ProfileImporter {

    private static final String SPEC = "spec";
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_DIGITS = 64;

    /** Of YAML 1.1, which Kubernetes' tools read: takes in the keys of other mappings. */
    private static final String MERGE_KEY = "<<";

    private static final YAMLFactory YAML_FACTORY = YAMLFactory.builder()
            .loaderOptions(bounds())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectMapper YAML = YAMLMapper.builder(YAML_FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ProfileReader reader = new ProfileReader();

    /**
     * Reads a file.
     *
     * @throws ProfileFormatException if it is too large or no profile
     * @throws IOException if it cannot be read
     */
    public ReadProfile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(ProfileReader.MAX_BYTES + 1));
        }
    }

    /**
     * Reads a document.
     *
     * @throws ProfileFormatException if it is too large or no profile
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
            requireNoReferences(document);
            return YAML.readTree(document);
        } catch (JsonProcessingException e) {
            throw new ProfileFormatException(JsonPlace.of(e.getLocation()), "not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException | YAMLException e) {
            throw new ProfileFormatException("", "not YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    /** What an alias or a merge key stands for is not read here, but by the tool that applies the document. */
    private static void requireNoReferences(byte[] document) throws IOException {
        try (YAMLParser parser = YAML_FACTORY.createParser(document)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (parser.isCurrentAlias()) {
                    throw new ProfileFormatException(JsonPlace.of(parser.currentTokenLocation()), "an alias (*name): write out what it stands for");
                }
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals(MERGE_KEY)) {
                    throw new ProfileFormatException(JsonPlace.of(parser.currentTokenLocation()), "a merge key (<<): write out what it stands for");
                }
            }
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

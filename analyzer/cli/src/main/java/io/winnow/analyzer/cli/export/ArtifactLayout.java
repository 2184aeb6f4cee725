// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.format.SeccompArtifact;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A directory in the OCI image layout with a profile's artifact, tagged {@value #PROFILE}, and the in-toto statement about it, tagged {@value #STATEMENT}. It
 * is new, or was written for the same purpose before. Nothing is written through a symbolic link below it.
 */
public final class ArtifactLayout {

    /** The word on the command line. */
    public static final String FORMAT = "artifact";
    static final String PROFILE = "profile";
    static final String STATEMENT = "statement";

    private static final String TAG = "org.opencontainers.image.ref.name";
    private static final String OURS = "io.winnow.export";
    private static final int ATTEMPTS = 3;
    private static final ProfileWriter WRITER = new ProfileWriter();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    public ArtifactLayout(Path directory) {
        this.directory = directory;
    }

    /**
     * What tools pull by.
     *
     * @param profile digest of the profile's manifest
     * @param statement digest of the statement's
     */
    public record Digests(String profile, String statement) {}

    /** @throws ApiException if the service has no such profile: then nothing is written */
    public Digests write(ApiClient client, String workload, ProfileRequest request) throws ApiException {
        byte[] profile = {};
        byte[] statement = {};
        boolean together = false;
        for (int attempt = 0; attempt < ATTEMPTS && !together; attempt++) { // a baseline that learns may grow between the two
            profile = bytes(client.profile(workload, request.withFormat(ExportFormat.DOCKER.id())));
            statement = bytes(client.profile(workload, request.withFormat(ExportFormat.IN_TOTO.id())));
            together = isAbout(statement, profile);
        }
        if (!together) {
            throw new CommandException(ExitCode.FAILURE, "the profile changed while it was exported: freeze the workload, or try again");
        }
        if (profile.length > SeccompArtifact.MAX_BYTES) {
            throw new CommandException(ExitCode.FAILURE, "the profile has " + profile.length + " bytes, and runtimes take no artifact of more than " + SeccompArtifact.MAX_BYTES);
        }
        try {
            return write(profile, statement);
        } catch (IOException e) {
            throw OutputFile.failed(directory, e);
        }
    }

    private static boolean isAbout(byte[] statement, byte[] profile) {
        try {
            JsonNode digest = JSON.readTree(new String(statement, StandardCharsets.UTF_8)).at("/subject/0/digest/sha256");
            return digest.asText().equals(Sha256.hex(SeccompArtifact.manifest(profile)));
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.FAILURE, "the service's statement is no JSON: is `winnow run` of another version?", e);
        }
    }

    private Digests write(byte[] profile, byte[] statement) throws IOException {
        requireOurs();
        byte[] profileManifest = SeccompArtifact.manifest(profile);
        byte[] statementManifest = SeccompArtifact.manifest(statement, profileManifest);
        for (Path folder : new Path[] {directory.resolve("blobs"), directory.resolve("blobs/sha256")}) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder); // fails if something else is there
            }
        }
        for (byte[] blob : new byte[][] {SeccompArtifact.configuration(), profile, statement, profileManifest, statementManifest}) {
            FileReplacement.replaceIfOther(directory.resolve("blobs/sha256").resolve(Sha256.hex(blob)), blob);
        }
        FileReplacement.replaceIfOther(directory.resolve("oci-layout"), bytes("{\"imageLayoutVersion\": \"1.0.0\"}\n"));
        FileReplacement.replaceIfOther(directory.resolve("index.json"), index(profileManifest, statementManifest)); // last: it names the others
        return new Digests("sha256:" + Sha256.hex(profileManifest), "sha256:" + Sha256.hex(statementManifest));
    }

    /** An index of the user's own may name other artifacts, which would be lost. */
    private void requireOurs() throws IOException {
        Files.createDirectories(directory);
        Path index = directory.resolve("index.json");
        if (Files.exists(index, LinkOption.NOFOLLOW_LINKS)) {
            boolean file = Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS);
            if (!file || !JSON.readTree(Files.readString(index)).path("annotations").has(OURS)) {
                throw new IOException("index.json there is not Winnow's");
            }
        }
    }

    private static byte[] index(byte[] profileManifest, byte[] statementManifest) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.put("schemaVersion", 2).put("mediaType", "application/vnd.oci.image.index.v1+json");
        ArrayNode manifests = index.putArray("manifests");
        manifest(manifests.addObject(), SeccompArtifact.PROFILE, profileManifest, PROFILE);
        manifest(manifests.addObject(), SeccompArtifact.STATEMENT, statementManifest, STATEMENT);
        index.putObject("annotations").put(OURS, "v1");
        return bytes(WRITER.print(index));
    }

    private static void manifest(ObjectNode node, String artifactType, byte[] content, String tag) {
        SeccompArtifact.descriptor(node, SeccompArtifact.MANIFEST, content);
        node.put("artifactType", artifactType).putObject("annotations").put(TAG, tag);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

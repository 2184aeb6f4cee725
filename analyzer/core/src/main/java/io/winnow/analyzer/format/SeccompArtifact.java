// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.collector.record.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A seccomp profile as an OCI artifact, in the form that the Security Profiles Operator publishes, CRI-O reads and KEP-6061 of Kubernetes proposes: an image
 * manifest (OCI image specification 1.1) whose configuration has the profile's media type, with the raw profile as its one layer. What the profile rests on is
 * a manifest of its own, which refers to that. The same content gives the same bytes: there is no time in it.
 */
public final class SeccompArtifact {

    /** Of a manifest. */
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /** What says that a manifest's layer is a seccomp profile. */
    public static final String PROFILE = "application/vnd.cncf.seccomp-profile.config.v1+json";
    /** What says the same of a statement. */
    public static final String STATEMENT = "application/vnd.in-toto+json";
    /** The largest profile that runtimes take unless they are configured to, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final ProfileWriter WRITER = new ProfileWriter();

    private SeccompArtifact() {}

    /** The configuration of both manifests: there is none. */
    public static byte[] configuration() {
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest of a profile, which its content alone decides. */
    public static byte[] manifest(byte[] profile) {
        ObjectNode manifest = manifest(PROFILE, PROFILE);
        ObjectNode layer = manifest.putArray("layers").addObject();
        descriptor(layer, "application/json", profile);
        layer.putObject("annotations").put("org.opencontainers.image.title", "profile.json");
        return bytes(manifest);
    }

    /**
     * The manifest of a statement about it.
     *
     * @param about the profile's manifest
     */
    public static byte[] manifest(byte[] statement, byte[] about) {
        ObjectNode manifest = manifest(STATEMENT, "application/vnd.oci.empty.v1+json");
        ObjectNode layer = manifest.putArray("layers").addObject();
        descriptor(layer, STATEMENT, statement);
        layer.putObject("annotations").put("in-toto.io/predicate-type", InTotoStatement.PREDICATE);
        descriptor(manifest.putObject("subject"), MANIFEST, about);
        return bytes(manifest);
    }

    private static ObjectNode manifest(String artifactType, String configuration) {
        ObjectNode manifest = JsonNodeFactory.instance.objectNode();
        manifest.put("schemaVersion", 2).put("mediaType", MANIFEST).put("artifactType", artifactType);
        descriptor(manifest.putObject("config"), configuration, configuration());
        return manifest;
    }

    /** What refers to a blob. */
    public static void descriptor(ObjectNode node, String mediaType, byte[] content) {
        node.put("mediaType", mediaType).put("digest", "sha256:" + Sha256.hex(content)).put("size", content.length);
    }

    private static byte[] bytes(ObjectNode document) {
        return WRITER.print(document).getBytes(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The OCI form against the runtime specification's own schema, as Debian's package golang-github-opencontainers-specs-dev brings it. */
class OciSchemaIT {

    private static final Path SCHEMA = Path.of("/usr/share/gocode/src/github.com/opencontainers/runtime-spec/schema/config-schema.json");

    private final ObjectMapper json = new ObjectMapper();
    private final JsonSchema schema =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(SchemaLocation.of(SCHEMA.toUri().toString()));

    @Test
    void whatIsExportedIsWhatTheSpecificationAllows() throws IOException {
        Confinement dockers = new Confinement("dockers", DockerDefault.resolve(Capability.dockerDefault()), Capability.dockerDefault());
        for (Confinement confinement : List.of(Samples.web(), Samples.named("nginx"), dockers)) {
            assertThat(schema.validate(whole(ExportFormat.OCI.write(confinement)))).isEmpty();
        }
    }

    @Test
    void theSchemaRefusesWhatItDoesNot() throws IOException {
        ObjectNode wrong = whole(ExportFormat.OCI.write(Samples.web()));
        ((ObjectNode) wrong.at("/linux/seccomp")).put("defaultAction", "SCMP_ACT_PERHAPS");
        ((ObjectNode) wrong.at("/process")).put("noNewPrivileges", "yes");
        assertThat(schema.validate(wrong)).hasSize(2);
    }

    /** With what else every configuration must have: the export is the part that is to be merged into one. */
    private ObjectNode whole(String part) throws IOException {
        JsonNode exported = json.readTree(part);
        ObjectNode config = exported.deepCopy();
        config.put("ociVersion", "1.0.2");
        ObjectNode process = (ObjectNode) config.get("process");
        process.put("cwd", "/");
        process.putArray("args").add("true");
        config.putObject("root").put("path", "rootfs");
        return config;
    }
}

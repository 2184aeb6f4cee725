// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.seccomp.ProfileWriter;
import java.util.List;

/** The JSON forms. */
final class Json {

    private static final ProfileWriter WRITER = new ProfileWriter();

    private Json() {}

    static String profile(Confinement confinement) {
        return WRITER.write(confinement.seccomp());
    }

    /** What of the OCI runtime specification's {@code config.json} confines the process; to be merged into it. */
    static String oci(Confinement confinement) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        ObjectNode process = config.putObject("process");
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            ArrayNode names = capabilities.putArray(set);
            confinement.capabilities().forEach(capability -> names.add(capability.name()));
        }
        if (confinement.noNewPrivileges()) {
            process.put("noNewPrivileges", true);
        }
        config.putObject("linux").set("seccomp", WRITER.tree(confinement.seccomp()));
        return WRITER.print(config);
    }
}

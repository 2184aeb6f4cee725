// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A compose file to be merged over the project's own ({@code docker compose -f compose.yaml -f FILE}); the profile lies beside it. */
final class ComposeService {

    private ComposeService() {}

    static String write(Confinement confinement) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ObjectNode service = document.putObject("services").putObject(serviceName(confinement.workload()));
        Yaml.list(service, "cap_drop", List.of("ALL"));
        if (!confinement.capabilities().isEmpty()) {
            Yaml.list(service, "cap_add", CapabilityNames.shortNames(confinement.capabilities()));
        }
        ArrayNode options = service.putArray("security_opt");
        if (confinement.noNewPrivileges()) {
            options.add("no-new-privileges:true");
        }
        options.add("seccomp=./" + ExportFormat.DOCKER.fileName(confinement));
        return "# Workload: " + SafeName.line(confinement.workload()) + "\n" + Yaml.print(document);
    }

    /** The last part of a workload's name is its service's where compose named it. */
    private static String serviceName(String workload) {
        return SafeName.of(workload.substring(workload.lastIndexOf('/') + 1));
    }
}

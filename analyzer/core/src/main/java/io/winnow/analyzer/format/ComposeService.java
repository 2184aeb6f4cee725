// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** A compose file to be merged over the project's own ({@code docker compose -f compose.yaml -f FILE}); the profile lies beside it. */
final class ComposeService {

    /** What compose allows (compose-spec schema/compose-spec.json), to a length that a container's name can have. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,255}");

    private ComposeService() {}

    static String write(Confinement confinement) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ObjectNode service = document.putObject("services").putObject(serviceName(confinement));
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

    /** As it is if it can be a service's, so that the file is about that one and no new one. */
    private static String serviceName(Confinement confinement) {
        String name = confinement.innermost();
        return NAME.matcher(name).matches() ? name : SafeName.of(name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A strategic-merge patch of a pod, or of a workload's pod template: seccomp and capabilities for the container that was observed. Nothing for the
 * pod: its other containers, which a service mesh or a debugger may add, need calls of their own.
 */
final class KubernetesPatch {

    /** Below the kubelet's seccomp directory. */
    private static final String DIRECTORY = "winnow/";

    private KubernetesPatch() {}

    static String write(Confinement confinement) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ObjectNode container = document.putObject("spec").putArray("containers").addObject();
        container.put("name", SafeName.of(confinement.innermost()));
        ObjectNode context = container.putObject("securityContext");
        if (confinement.noNewPrivileges()) {
            context.put("allowPrivilegeEscalation", false);
        }
        ObjectNode capabilities = context.putObject("capabilities");
        Yaml.list(capabilities, "drop", List.of("ALL"));
        if (!confinement.capabilities().isEmpty()) {
            Yaml.list(capabilities, "add", CapabilityNames.shortNames(confinement.capabilities()));
        }
        seccomp(context, confinement);
        return comment(confinement) + Yaml.print(document);
    }

    private static void seccomp(ObjectNode context, Confinement confinement) {
        ObjectNode profile = context.putObject("seccompProfile");
        profile.put("type", "Localhost");
        profile.put("localhostProfile", DIRECTORY + confinement.name() + ".json");
    }

    private static String comment(Confinement confinement) {
        return "# Workload: " + SafeName.line(confinement.workload()) + "\n"
                + "# The profile (format docker) belongs into the kubelet's directory seccomp/" + DIRECTORY + " of each node.\n"
                + "# Pod Security level: " + level(PodSecurity.of(confinement)) + "\n";
    }

    private static String level(PodSecurity reached) {
        String missing = String.join(", ", reached.missing());
        return reached.level().label() + switch (reached.level()) {
            case RESTRICTED -> ", if the pod also sets runAsNonRoot: true, and all its containers are like this one";
            case BASELINE -> "; restricted asks for " + missing + ", runAsNonRoot: true";
            case PRIVILEGED -> "; baseline asks for " + missing;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.seccomp.Operator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Errno;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A SeccompProfile of the Security Profiles Operator, version 1 (api/seccompprofile/v1/seccompprofile_types.go): cluster-scoped; on the
 * nodes it becomes {@code operator/NAME.json}. It is narrower than the OCI form: no errno of the default action, no errno 0, argument
 * values of 63 bits, at most six conditions of a rule.
 */
final class SecurityProfilesOperator {

    static final String GROUP = "security-profiles-operator.x-k8s.io";
    static final String KIND = "SeccompProfile";
    static final String WORKLOAD_ANNOTATION = "winnow.io/workload";

    private static final int MAX_CONDITIONS = 6;
    private static final Set<Architecture> UNKNOWN_THERE =
            EnumSet.of(Architecture.LOONGARCH64, Architecture.M68K, Architecture.SH, Architecture.SHEB);

    private SecurityProfilesOperator() {}

    static String write(Confinement confinement) {
        SeccompProfile profile = confinement.seccomp();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("apiVersion", GROUP + "/v1");
        document.put("kind", KIND);
        ObjectNode metadata = document.putObject("metadata");
        metadata.put("name", confinement.name());
        metadata.putObject("annotations").put(WORKLOAD_ANNOTATION, SafeName.line(confinement.workload()));
        ObjectNode spec = document.putObject("spec");
        spec.put("defaultAction", defaultAction(profile));
        Yaml.list(spec, "architectures", profile.architectures().stream().map(SecurityProfilesOperator::architecture).toList());
        if (!profile.flags().isEmpty()) {
            Yaml.list(spec, "flags", profile.flags().stream().map(FilterFlag::ociName).toList());
        }
        ArrayNode syscalls = spec.putArray("syscalls");
        profile.rules().forEach(rule -> rule(syscalls, rule));
        return Yaml.print(document);
    }

    private static String defaultAction(SeccompProfile profile) {
        if (profile.defaultErrno().orElse(Errno.EPERM) != Errno.EPERM) {
            throw cannot("defaultErrnoRet " + profile.defaultErrno().getAsInt() + ", as its default is always EPERM");
        }
        return profile.defaultAction().ociName();
    }

    private static String architecture(Architecture architecture) {
        if (UNKNOWN_THERE.contains(architecture)) {
            throw cannot(architecture.ociName());
        }
        return architecture.ociName();
    }

    /** More than six conditions repeat an argument, and then runtimes take each for a rule of its own. */
    private static void rule(ArrayNode syscalls, Rule rule) {
        if (rule.args().size() > MAX_CONDITIONS) {
            rule.args().forEach(condition -> rule(syscalls, rule, List.of(condition)));
        } else {
            rule(syscalls, rule, rule.args());
        }
    }

    private static void rule(ArrayNode syscalls, Rule rule, List<ArgCondition> conditions) {
        ObjectNode node = syscalls.addObject();
        Yaml.list(node, "names", rule.names().stream().distinct().toList());
        node.put("action", rule.action().ociName());
        rule.errno().ifPresent(errno -> node.put("errnoRet", errno(rule.action(), errno)));
        if (!conditions.isEmpty()) {
            ArrayNode args = node.putArray("args");
            conditions.forEach(condition -> argument(args.addObject(), condition));
        }
    }

    private static int errno(Action action, int errno) {
        if (errno == 0) {
            throw cannot("errnoRet 0 with " + action.ociName());
        }
        return errno;
    }

    private static void argument(ObjectNode node, ArgCondition condition) {
        node.put("index", condition.index());
        node.put("value", value(condition.value()));
        if (condition.operator() == Operator.MASKED_EQUAL) {
            node.put("valueTwo", value(condition.valueTwo()));
        }
        node.put("op", condition.operator().ociName());
    }

    private static long value(long value) {
        if (value < 0) {
            throw cannot("the argument value " + Long.toUnsignedString(value) + ", which is above 63 bits");
        }
        return value;
    }

    private static ExportException cannot(String what) {
        return new ExportException("the Security Profiles Operator cannot express " + what + ": use the format docker");
    }
}

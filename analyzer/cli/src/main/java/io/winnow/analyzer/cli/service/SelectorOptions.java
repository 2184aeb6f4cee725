// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which containers are meant, in kubectl's words: shared by the commands that list. Without any of these, all are. */
final class SelectorOptions {

    @Option(names = {"-n", "--namespace"}, paramLabel = "NAME", description = "Only containers of pods in this namespace.")
    private String namespace;

    @Option(names = {"-p", "--pod"}, paramLabel = "NAME", description = "Only containers of the pod of this name.")
    private String pod;

    @Option(names = {"-c", "--container"}, paramLabel = "NAME",
            description = "Only containers of this name, in their pod or of their own; or whose ID begins so.")
    private String container;

    @Option(names = {"-l", "--selector"}, paramLabel = "SELECTOR", converter = Selector.class,
            description = "Only containers with such labels or annotations, as kubectl takes it: a=b, a!=b, \"a in (b, c)\", \"a notin (b, c)\", a, '!a'; with commas between.")
    private LabelSelector labels = LabelSelector.ALL;

    @Option(names = {"-A", "--all-namespaces"}, description = "Those of all namespaces, and those in none: so it is without --namespace, too.")
    private boolean everywhere;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether anything is left out. */
    boolean given() {
        if (everywhere && namespace != null) {
            throw new ParameterException(spec.commandLine(), "give either --namespace or --all-namespaces");
        }
        return namespace != null || pod != null || container != null || !labels.equals(LabelSelector.ALL);
    }

    boolean selects(ContainerDocument document) {
        return (namespace == null || namespace.equals(document.namespace()))
                && (pod == null || pod.equals(document.pod()))
                && (container == null || isCalled(document))
                && labels.selects(document.labels());
    }

    private boolean isCalled(ContainerDocument document) {
        return container.equals(document.container()) || container.equals(document.name()) || !container.isEmpty() && document.id().startsWith(container);
    }

    /** The containers that are meant. */
    List<ContainerDocument> containers(ApiClient client) throws ApiException {
        return given() ? client.containers().stream().filter(this::selects).toList() : client.containers();
    }

    /** The workloads, by their ids, that have such containers. */
    Set<String> workloads(ApiClient client) throws ApiException {
        return containers(client).stream().map(ContainerDocument::workload).collect(Collectors.toSet());
    }

    /** Kubernetes' form of requirements. */
    static final class Selector implements ITypeConverter<LabelSelector> {

        @Override
        public LabelSelector convert(String text) {
            try {
                return LabelSelector.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

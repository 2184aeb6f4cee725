// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** What kustomize, and with it {@code kubectl apply -k}, Argo CD and Flux, take of a folder. It sets no namespace: the profiles are cluster-scoped. */
public final class Kustomization {

    /** What kustomize looks for. */
    public static final String FILE = "kustomization.yaml";

    private Kustomization() {}

    /** @param resources files and folders beside it, in order; at least one, as kustomize refuses an empty list */
    public static String write(Collection<String> resources) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("apiVersion", "kustomize.config.k8s.io/v1beta1");
        document.put("kind", "Kustomization");
        Yaml.list(document, "resources", resources.stream().sorted().toList());
        return "# Written by `winnow export --all`, which replaces it: list what else you have in another file.\n" + Yaml.print(document);
    }
}

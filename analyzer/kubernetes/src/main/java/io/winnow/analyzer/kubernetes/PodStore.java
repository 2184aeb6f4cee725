// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The pods that an informer knows, as far as Winnow needs them. For any thread. */
final class PodStore implements ItemStore<Pod> {

    private final Map<String, PodRecord> pods = new ConcurrentHashMap<>();
    private final Set<String> labels;
    private final Runnable changed;

    /**
     * @param labels keys of labels and annotations that are kept
     * @param changed is called after each change
     */
    PodStore(Set<String> labels, Runnable changed) {
        this.labels = labels;
        this.changed = changed;
    }

    Optional<PodRecord> find(String namespace, String name) {
        return Optional.ofNullable(pods.get(Cache.namespaceKeyFunc(namespace, name)));
    }

    @Override
    public String getKey(Pod pod) {
        return Cache.metaNamespaceKeyFunc(pod);
    }

    @Override
    public Pod put(String key, Pod pod) {
        PodRecord before = pods.put(key, PodRecord.of(pod, labels));
        changed.run();
        return pod(key, before);
    }

    @Override
    public Pod remove(String key) {
        PodRecord before = pods.remove(key);
        changed.run();
        return pod(key, before);
    }

    @Override
    public Stream<String> keySet() {
        return pods.keySet().stream();
    }

    @Override
    public Stream<Pod> values() {
        return pods.entrySet().stream().map(entry -> pod(entry.getKey(), entry.getValue()));
    }

    @Override
    public int size() {
        return pods.size();
    }

    @Override
    public Pod get(String key) {
        return pod(key, pods.get(key));
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private static Pod pod(String key, PodRecord known) {
        int slash = key.indexOf('/');
        return known == null ? null : known.pod(key.substring(0, Math.max(0, slash)), key.substring(slash + 1));
    }
}

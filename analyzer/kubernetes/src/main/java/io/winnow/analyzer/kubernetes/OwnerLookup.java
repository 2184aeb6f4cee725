// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.winnow.collector.record.TolerantJson;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owners of ReplicaSets and Jobs. Each is asked for once, its metadata alone, when a pod of it appears; if the API server does not answer, again after a
 * pause that grows. Bounded: the owners that were asked about last are kept. For any thread.
 */
final class OwnerLookup {

    private static final Logger LOG = LoggerFactory.getLogger(OwnerLookup.class);

    static final int MAX_OWNERS = 4096;

    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LAST_PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long AFTER_REFUSAL = Duration.ofSeconds(10).toNanos();
    private static final int MAX_IN_FLIGHT = 16;

    /** What is known of one. */
    sealed interface Answer {}

    /** It has not come yet. */
    record Awaited() implements Answer {}

    /** @param controller empty if it is managed by nothing else */
    record Known(Optional<Controller> controller) implements Answer {}

    /** It is gone, or the API server refuses to say. */
    record Unknowable() implements Answer {}

    /** What every object has. */
    private record Described(ObjectMeta metadata) {}

    private record Key(String namespace, Controller of) {}

    private static final class Entry {
        private Answer answer = new Awaited();
        private boolean inFlight;
        private long pause = FIRST_PAUSE;
        private long askAt;
    }

    private final KubernetesClient client;
    private final ApiHealth health;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final Map<Key, Entry> entries = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
            return size() > MAX_OWNERS;
        }
    });
    private int inFlight;

    /** @param changed is called after each answer that says something new */
    OwnerLookup(KubernetesClient client, ApiHealth health, LongSupplier nanoTime, Runnable changed) {
        this.client = client;
        this.health = health;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    /** What is known of the owner of a pod's controller by now; asks if that is due. */
    Answer of(String namespace, Controller controller) {
        Optional<String> path = controller.path(namespace);
        if (path.isEmpty()) {
            return new Known(Optional.empty());
        }
        synchronized (this) {
            long now = nanoTime.getAsLong();
            Entry entry = entries.computeIfAbsent(new Key(namespace, controller), key -> fresh(now));
            if (!(entry.answer instanceof Known) && !entry.inFlight && inFlight < MAX_IN_FLIGHT && now - entry.askAt >= 0) {
                ask(path.get(), controller, entry);
            }
            return entry.answer;
        }
    }

    private static Entry fresh(long now) {
        Entry entry = new Entry();
        entry.askAt = now;
        return entry;
    }

    private void ask(String path, Controller controller, Entry entry) {
        entry.inFlight = true;
        inFlight++;
        client.getHttpClient().sendAsync(
                        client.getHttpClient().newHttpRequestBuilder().uri(URI.create(client.getMasterUrl() + path)).header("Accept", METADATA_ONLY)
                                .timeout(LAST_PAUSE, TimeUnit.NANOSECONDS).build(),
                        String.class)
                .whenComplete((response, failure) -> answered(controller, entry, response, failure));
    }

    private void answered(Controller controller, Entry entry, HttpResponse<String> response, Throwable failure) {
        String what = controller.kind() + "s";
        Answer answer = new Awaited();
        long pause = 0;
        if (failure != null) {
            health.failed(what, failure);
        } else if (response.code() == HttpURLConnection.HTTP_OK) {
            health.answers(what);
            answer = parse(controller, response.body());
        } else if (response.code() == HttpURLConnection.HTTP_NOT_FOUND) {
            health.answers(what);
            answer = new Unknowable();
            pause = AFTER_REFUSAL;
        } else if (response.code() == HttpURLConnection.HTTP_FORBIDDEN || response.code() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            health.refused(what, response.code());
            answer = new Unknowable();
            pause = AFTER_REFUSAL;
        }
        synchronized (this) {
            entry.inFlight = false;
            inFlight--;
            entry.askAt = nanoTime.getAsLong() + Math.max(pause, entry.pause);
            entry.pause = Math.min(LAST_PAUSE, entry.pause * 2);
            if (answer instanceof Awaited || answer.equals(entry.answer)) {
                return;
            }
            entry.answer = answer;
        }
        changed.run();
    }

    private static Answer parse(Controller controller, String body) {
        try {
            Described described = TolerantJson.TOLERANT.readValue(body, Described.class);
            ObjectMeta metadata = described == null ? null : described.metadata();
            return metadata != null && controller.uid().equals(metadata.getUid())
                    ? new Known(Controller.of(metadata.getOwnerReferences()))
                    : new Unknowable(); // another of that name
        } catch (JsonProcessingException e) {
            LOG.debug("no metadata: {}", e.getMessage());
            return new Unknowable();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.WatcherException;
import io.winnow.collector.record.Printable;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an API server answers, by what is asked for. A change is logged once. For any thread. */
final class ApiHealth {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHealth.class);

    /** How it is. */
    enum State {
        UNKNOWN,
        ANSWERS,
        /** It knows who asks, and does not let them, or does not know them. */
        REFUSES,
        AWAY
    }

    private record Report(State state, String why) {}

    private final String server;
    private final Map<String, Report> reports = new TreeMap<>();

    ApiHealth(String server) {
        this.server = server;
    }

    synchronized void answers(String what) {
        Report before = reports.put(what, new Report(State.ANSWERS, ""));
        if (before == null || before.state() != State.ANSWERS) {
            LOG.info("the API server {} answers: {}", server, what);
        }
    }

    /** @return whether it is refused */
    synchronized boolean failed(String what, Throwable failure) {
        int code = code(failure);
        if (code == HttpURLConnection.HTTP_FORBIDDEN || code == HttpURLConnection.HTTP_UNAUTHORIZED) {
            refused(what, code);
            return true;
        }
        report(what, State.AWAY, "does not answer (" + reason(failure) + "): pods that it has not named keep names of their own until it does");
        return false;
    }

    synchronized void refused(String what, int code) {
        String remedy = code == HttpURLConnection.HTTP_FORBIDDEN ? "allow `get`, `list` and `watch` of it to the analyzer's account" : "check the analyzer's credentials";
        report(what, State.REFUSES, "refuses it (HTTP " + code + "): owners of pods are guessed; " + remedy);
    }

    private void report(String what, State state, String why) {
        Report before = reports.put(what, new Report(state, why));
        if (before == null || before.state() != state) {
            LOG.warn("the API server {} was asked for {} and {}", server, what, why);
        }
    }

    synchronized State state(String what) {
        Report report = reports.get(what);
        return report == null ? State.UNKNOWN : report.state();
    }

    /** For people: what is wrong, or that nothing is. */
    synchronized String description() {
        String wrong = reports.entrySet().stream().filter(entry -> entry.getValue().state() != State.ANSWERS)
                .map(entry -> entry.getKey() + ": " + entry.getValue().why()).collect(Collectors.joining("; "));
        return server + (reports.isEmpty() ? " has not answered yet" : wrong.isEmpty() ? " answers" : ": " + wrong);
    }

    private static int code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException client && client.getCode() != 0) {
                return client.getCode();
            }
            if (cause instanceof WatcherException watcher && watcher.asClientException() != null && watcher.asClientException().getCode() != 0) {
                return watcher.asClientException().getCode();
            }
        }
        return 0;
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return Printable.of(message.lines().findFirst().orElse(""));
    }
}

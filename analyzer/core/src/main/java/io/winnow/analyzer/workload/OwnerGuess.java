// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Guesses the owner of a pod by Kubernetes' rules. Controllers name a pod {@code OWNER-SUFFIX}, the suffix of five characters without vowels
 * (apimachinery, util/rand); a Deployment puts a hash before it, whose digits are written with ten of those characters, and a CronJob the time of the
 * run, in minutes or, before Kubernetes 1.21, in seconds. A StatefulSet counts. Most controllers also label their pods. A label that its pod's
 * name contradicts was written by a user, and is not believed.
 */
public final class OwnerGuess {

    private static final String SUFFIX = "-[bcdfghjklmnpqrstvwxz2456789]{5}";
    private static final String HASH = "-[bcdf4-9]{7,10}";
    private static final String RUN = "-(?:\\d{8}|\\d{10})";
    private static final String ORDINAL = "-(?:0|[1-9]\\d{0,4})";

    private static final Pattern GENERATED = owner(SUFFIX);
    private static final Pattern COUNTED = owner(ORDINAL);
    private static final Pattern JOB_OF_CRON_JOB = owner(RUN);

    /** Before 1.27, and since. */
    private static final List<String> JOB_LABELS = List.of("batch.kubernetes.io/job-name", "job-name");

    private static final String STATEFUL_SET_LABEL = "statefulset.kubernetes.io/pod-name";
    private static final String REVISION_LABEL = "controller-revision-hash";

    /** Of controllers that make a ReplicaSet for each version. */
    private static final Map<String, String> HASH_LABELS = Map.of("pod-template-hash", "deployment", "rollouts-pod-template-hash", "rollout");

    /** Keys of the labels that say something of the owner. */
    public static final Set<String> LABELS = Stream.of(JOB_LABELS, List.of(STATEFUL_SET_LABEL, REVISION_LABEL), HASH_LABELS.keySet())
            .flatMap(Collection::stream).collect(Collectors.toUnmodifiableSet());

    /** What names alone say, the most specific first. */
    private static final List<Rule> BY_NAME = List.of(
            new Rule(owner(RUN + SUFFIX), "cronjob"), new Rule(owner(HASH + SUFFIX), "deployment"), new Rule(GENERATED, "daemonset"), new Rule(COUNTED, "statefulset"));

    private record Rule(Pattern name, String kind) {

        Optional<PodOwner> apply(String pod) {
            return named(kind, name, pod);
        }
    }

    private OwnerGuess() {}

    /**
     * The likely owner.
     *
     * @param labels of the pod; empty if they are not known
     * @param node name of the node, or empty
     */
    public static PodOwner of(String pod, Map<String, String> labels, String node) {
        return byLabels(pod, labels).or(() -> labels.isEmpty() ? byName(pod) : unlabelled(pod)).orElseGet(() -> PodOwner.pod(pod, node));
    }

    private static Optional<PodOwner> byLabels(String pod, Map<String, String> labels) {
        return job(pod, labels).or(() -> statefulSet(pod, labels)).or(() -> hashed(pod, labels)).or(() -> daemonSet(pod, labels));
    }

    private static Optional<PodOwner> job(String pod, Map<String, String> labels) {
        return JOB_LABELS.stream().map(key -> labels.getOrDefault(key, "")).filter(job -> !job.isEmpty() && pod.startsWith(job + "-")).findFirst()
                .map(OwnerGuess::ofJob);
    }

    /** The owner of a Job's pods: all runs of a CronJob are one. */
    public static PodOwner ofJob(String job) {
        return named("cronjob", JOB_OF_CRON_JOB, job).orElseGet(() -> new PodOwner("job", job));
    }

    private static Optional<PodOwner> statefulSet(String pod, Map<String, String> labels) {
        return pod.equals(labels.get(STATEFUL_SET_LABEL)) ? named("statefulset", COUNTED, pod) : Optional.empty();
    }

    private static Optional<PodOwner> hashed(String pod, Map<String, String> labels) {
        return HASH_LABELS.entrySet().stream().filter(label -> labels.containsKey(label.getKey()))
                .flatMap(label -> named(label.getValue(), owner("-" + Pattern.quote(labels.get(label.getKey())) + SUFFIX), pod).stream()).findFirst();
    }

    private static Optional<PodOwner> daemonSet(String pod, Map<String, String> labels) {
        return labels.containsKey(REVISION_LABEL) ? named("daemonset", GENERATED, pod) : Optional.empty();
    }

    /** Of the controllers, ReplicaSets and ReplicationControllers alone add no label. */
    private static Optional<PodOwner> unlabelled(String pod) {
        return named("replicaset", GENERATED, pod);
    }

    private static Optional<PodOwner> byName(String pod) {
        return BY_NAME.stream().flatMap(rule -> rule.apply(pod).stream()).findFirst();
    }

    private static Pattern owner(String suffix) {
        return Pattern.compile("(.+?)" + suffix);
    }

    private static Optional<PodOwner> named(String kind, Pattern name, String pod) {
        Matcher matcher = name.matcher(pod);
        return matcher.matches() ? Optional.of(new PodOwner(kind, matcher.group(1))) : Optional.empty();
    }
}

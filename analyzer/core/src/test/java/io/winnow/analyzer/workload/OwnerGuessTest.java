// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerGuessTest {

    /** Names of pods as controllers made them. */
    @ParameterizedTest
    @CsvSource({
        "web-646bf6d67d-bnm85,             deployment/web",
        "web-6d4cf56db6-jzx2t,             deployment/web",
        "shop-front-7c5ddbdf54-2xkqp,      deployment/shop-front",
        "coredns-565d847f94-8s6kt,         deployment/coredns",
        "web-0,                            statefulset/web",
        "kafka-broker-12,                  statefulset/kafka-broker",
        "report-28394750-7vq4z,            cronjob/report",
        "report-1606652460-7vq4z,          cronjob/report",
        "kube-proxy-x7k2p,                 daemonset/kube-proxy",
        "node-exporter-4fgt9,              daemonset/node-exporter",
        "etcd-node1,                       pod/etcd",
        "kube-apiserver-node1,             pod/kube-apiserver",
        "debug,                            pod/debug",
        "my-nginx,                         pod/my-nginx",
        "nginx-hello,                      pod/nginx-hello",
        "a-007,                            pod/a-007",
        "-0,                               pod/-0",
        "web-646bf6d67d-bnma5,             pod/web-646bf6d67d-bnma5",
        "web-646bf6d37d-bnm85,             daemonset/web-646bf6d37d"
    })
    void aNameIsTakenApartByTheRulesThatMadeIt(String pod, String owner) {
        assertThat(guess(pod, "")).isEqualTo(owner);
    }

    @ParameterizedTest
    @CsvSource({
        "web-646bf6d67d-bnm85,  pod-template-hash=646bf6d67d,                                                deployment/web",
        "web-5-bnm85,           pod-template-hash=5,                                                         deployment/web",
        "web-646bf6d67d-bnm85,  rollouts-pod-template-hash=646bf6d67d,                                       rollout/web",
        "web-0,                 statefulset.kubernetes.io/pod-name=web-0;controller-revision-hash=web-7df5c, statefulset/web",
        "agent-x7k2p,           controller-revision-hash=6d4cf56db6;pod-template-generation=1,               daemonset/agent",
        "import-x7k2p,          job-name=import;controller-uid=1,                                            job/import",
        "import-3-x7k2p,        batch.kubernetes.io/job-name=import,                                         job/import",
        "report-28394750-7vq4z, job-name=report-28394750,                                                    cronjob/report",
        "by-hand-7vq4z,         job-name=by-hand,                                                            job/by-hand",
        "front-x7k2p,           app=front,                                                                   replicaset/front",
        "front-0,               app=front,                                                                   pod/front-0",
        "debug,                 run=debug,                                                                   pod/debug",
        "etcd-node1,            component=etcd,                                                              pod/etcd"
    })
    void labelsOfControllersSayMore(String pod, String labels, String owner) {
        assertThat(guess(pod, labels)).isEqualTo(owner);
    }

    @ParameterizedTest
    @CsvSource({
        "debug,                job-name=import",
        "debug,                pod-template-hash=646bf6d67d",
        "debug,                controller-revision-hash=6d4cf56db6",
        "debug,                statefulset.kubernetes.io/pod-name=web-0",
        "debug,                pod-template-hash=.*",
        "debug,                job-name="
    })
    void aLabelThatThePodsNameContradictsIsNotBelieved(String pod, String labels) {
        assertThat(guess(pod, labels)).isEqualTo("pod/debug");
    }

    @Test
    void anyNameHasAnOwner() {
        assertThat(guess("", "")).isEqualTo("pod/");
        assertThat(guess("-bnm85", "")).isEqualTo("pod/-bnm85");
        assertThat(OwnerGuess.of("-".repeat(100_000) + "x", Map.of(), "node1").kind()).isEqualTo("pod");
    }

    private static String guess(String pod, String labels) {
        Map<String, String> all = Arrays.stream(labels == null || labels.isEmpty() ? new String[0] : labels.split(";")).map(label -> label.split("=", 2))
                .collect(Collectors.toMap(label -> label[0], label -> label[1]));
        PodOwner owner = OwnerGuess.of(pod, all, "node1");
        return owner.kind() + "/" + owner.name();
    }
}

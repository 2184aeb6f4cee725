// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.posture.BrokenRule;
import io.winnow.analyzer.posture.Posture;
import io.winnow.analyzer.posture.PostureSubject;
import io.winnow.analyzer.posture.Use;
import io.winnow.analyzer.workload.Grouping;
import io.winnow.analyzer.workload.PauseContainers;
import io.winnow.analyzer.workload.Resolution;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.HostFixture;
import io.winnow.collector.container.Identification;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.record.SlotKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is known of a pod of CRI-O's, from its configurations as CRI-O 1.25 to 1.29 writes them for the kubelet: kube-system's CoreDNS, with the filter's list of
 * calls shortened (cri-o's internal/factory/container/container.go, {@code SpecAddAnnotations}, and server/sandbox_run_linux.go).
 */
class CrioPodTest {

    private static final String CONTAINER = "438e2ba9d5970597608a7df68ae72f6085a1460f976f964ed5f369c793eaa4fe";
    private static final String SANDBOX = "500027715b8ab8cdb7871c0894b8a7d3eea199c7a8f458351952f44a6ad6cc14";
    private static final String SLICE = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod5b5e07db_f1b9_4530_81ef_b7d04d66b83e.slice";
    private static final String RUNROOT = "/run/containers/storage";
    private static final String IMAGE = "registry.k8s.io/coredns/coredns:v1.8.6";

    @TempDir
    private Path root;

    private HostFixture host;

    @BeforeEach
    void makeHost() {
        host = new HostFixture(root);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** Its images and containers may be kept anywhere: {@code root} and {@code runroot} in crio.conf. */
    @ParameterizedTest
    @ValueSource(strings = {RUNROOT, "/var/data/crioruntimestorage"})
    void itsContainerHasKeyImageDigestOwnerGrantsAndPosture(String runroot) throws IOException {
        recorded(runroot, SANDBOX, "crio-sandbox.json");
        recorded(runroot, CONTAINER, "crio-container.json");
        ContainerMetadata container = found(runroot, CONTAINER);
        assertThat(container.manager()).isEqualTo("cri-o");
        assertThat(container.name()).isEqualTo("coredns");
        assertThat(container.image()).isEqualTo(IMAGE);
        assertThat(container.imageDigest()).isEqualTo("a4ca41631cc7ac19ce1be3ebf0314ac5f47af7c711f17066006db82ee3b75b03");
        assertThat(container.command()).containsExactly("/coredns", "-conf", "/etc/coredns/Corefile");
        assertThat(container.labels()).containsEntry(ContainerMetadata.POD_LABEL + "k8s-app", "kube-dns");

        Resolution key = Grouping.WORKLOAD.resolve(container);
        assertThat(key.id().name()).isEqualTo("kube-system/deployment/coredns/coredns");
        assertThat(key.certainty()).isEqualTo(Resolution.Certainty.GUESSED);
        assertThat(PauseContainers.contain(container)).isFalse();

        Grants grants = container.grants();
        assertThat(grants.bounding()).containsExactly("CAP_NET_BIND_SERVICE");
        assertThat(grants.noNewPrivileges()).isTrue();
        assertThat(grants.seccomp()).isEqualTo(Grants.Seccomp.FILTER);
        assertThat(new ObjectMapper().readTree(grants.filter())).isEqualTo(seccomp("crio-container.json"));
        assertThat(posture(grants)).extracting(finding -> finding.rule().id()).containsExactlyInAnyOrder("root", "capability-unused");
    }

    @Test
    void itsSandboxIsAPauseContainer() throws IOException {
        recorded(RUNROOT, SANDBOX, "crio-sandbox.json");
        ContainerMetadata sandbox = found(RUNROOT, SANDBOX);
        assertThat(PauseContainers.contain(sandbox)).isTrue();
        assertThat(Grouping.WORKLOAD.resolve(sandbox).id().name()).isEqualTo("kube-system/deployment/coredns/POD");
    }

    private static List<BrokenRule> posture(Grants grants) {
        return Posture.of(new PostureSubject(grants, new Use(Set.of(), "", new TreeSet<>(), ""), Optional.empty())).findings();
    }

    private void recorded(String runroot, String id, String resource) throws IOException {
        host.file(userdata(runroot, id).substring(1) + "/config.json", text(resource));
    }

    private static String userdata(String runroot, String id) {
        return runroot + "/overlay-containers/" + id + "/userdata";
    }

    private ContainerMetadata found(String runroot, String id) throws IOException {
        String cgroup = SLICE + "/crio-" + id + ".scope";
        host.runc("run/runc", id, cgroup, userdata(runroot, id));
        CgroupRef reference = host.cgroup(cgroup);
        Identification identification = host.identifier().identify(reference, CgroupSpan.NOW);
        assertThat(identification).isInstanceOf(Identification.Found.class);
        return ((Identification.Found) identification).description().metadata(new SlotKey(1, 1), reference, "node", 1, false);
    }

    private static JsonNode seccomp(String resource) throws IOException {
        return new ObjectMapper().readTree(text(resource)).at("/linux/seccomp");
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = CrioPodTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.workload.WorkloadSearch.ContainerName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadSearchTest {

    private static final WorkloadId WEB = new WorkloadId("web", "sha256:1111");
    private static final WorkloadId NEW_WEB = new WorkloadId("web", "sha256:2222");
    private static final WorkloadId SHOP = new WorkloadId("debian sh -c 'sleep 900; touch X #'", "");

    private final WorkloadSearch<WorkloadId> search = new WorkloadSearch<WorkloadId>()
            .with(WEB, WEB, List.of(new ContainerName("aaaaaaaaaaaabbbbbbbbbbbb", "front")))
            .with(NEW_WEB, NEW_WEB, List.of())
            .with(SHOP, SHOP, List.of(new ContainerName("aaaaaaaaaaaacccccccccccc", "shop")));

    @Test
    void aShortIdIsOnePlainWordAndMeansOneWorkload() {
        for (WorkloadId id : List.of(WEB, NEW_WEB, SHOP)) {
            assertThat(id.shortId()).matches("w-[0-9a-f]{8}");
            assertThat(search.find(id.shortId())).containsExactly(id);
        }
    }

    @Test
    void anIdANameAndAContainerMeanTheirWorkload() {
        assertThat(search.find(SHOP.toString())).containsExactly(SHOP);
        assertThat(search.find("web@sha256:1111")).containsExactly(WEB);
        assertThat(search.find("front")).containsExactly(WEB);
        assertThat(search.find("aaaaaaaaaaaabbbbbbbbbbbb")).containsExactly(WEB);
        assertThat(search.find("aaaaaaaaaaaac")).containsExactly(SHOP);
    }

    @Test
    void whatIsAmbiguousIsAllOfItAndTheMessageListsIt() {
        assertThat(search.find("web")).containsExactly(WEB, NEW_WEB);
        assertThat(search.find("aaaaaaaaaaaa")).containsExactly(WEB, SHOP);
        assertThat(WorkloadSearch.ambiguous("web", List.of(WEB, NEW_WEB))).contains(WEB.shortId(), NEW_WEB.shortId(), "web@sha256:1111");
    }

    @Test
    void theStartOfANameIsEnoughIfItMeansOne() {
        assertThat(search.find("debian")).containsExactly(SHOP);
        assertThat(search.find("web@sha256:2")).containsExactly(NEW_WEB);
        assertThat(search.find("fro")).containsExactly(WEB);
        assertThat(search.find(WEB.shortId().substring(0, WEB.shortId().length() - 1))).containsExactly(WEB);
        assertThat(search.find("we")).containsExactly(WEB, NEW_WEB);
        assertThat(search.find("w-")).hasSize(3);
    }

    @Test
    void aWholeNameIsNotTheStartOfALongerOne() {
        WorkloadId website = new WorkloadId("front-page", "");
        search.with(website, website, List.of());
        assertThat(search.find("front")).containsExactly(WEB);
    }

    @Test
    void ofManyTheFirstAreListed() {
        String message = WorkloadSearch.ambiguous("w", IntStream.range(0, 300).mapToObj(i -> new WorkloadId("web-" + i, "")).toList());
        assertThat(message).contains("(web-0)", "(web-9)", "and 290 others").doesNotContain("(web-10)");
    }

    @Test
    void nothingIsCalledByAnEmptyName() {
        for (String name : List.of("", " ", "absent", "eb")) {
            assertThat(search.find(name)).as("\"%s\"", name).isEmpty();
        }
    }

    @Test
    void aNameThatLooksLikeAnothersShortIdHidesNothing() {
        WorkloadId spoof = new WorkloadId(WEB.shortId(), "");
        search.with(spoof, spoof, List.of(new ContainerName(WEB.shortId(), WEB.shortId())));
        assertThat(search.find(WEB.shortId())).containsExactly(WEB);
        assertThat(search.find(spoof.shortId())).containsExactly(spoof);
    }
}

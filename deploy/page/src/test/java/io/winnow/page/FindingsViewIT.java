// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.winnow.analyzer.http.FakeFindings;
import io.winnow.analyzer.publish.FindingSamples;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view of findings, over some that are made up. Takes Chromium, and no privilege. */
class FindingsViewIT {
    private static final String TOKEN = "decide";

    @TempDir
    private Path directory;

    private SyntheticService service;
    private FakeFindings findings;
    private PageReader reader;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        service = SyntheticService.start(directory, Optional.of(Principals.write(directory, "alice:operator:" + TOKEN)));
        findings = service.analyzer().findings();
        reader = new PageReader(service.origin(), ColorScheme.LIGHT);
        page = reader.open("findings");
        page.getByLabel("Token").fill(TOKEN);
        page.keyboard().press("Enter");
        page.locator(".finding").waitFor();
    }

    @AfterEach
    void nothingWentWrongInTheBrowser() {
        try {
            assertThat(reader.complaints()).isEmpty();
        } finally {
            reader.close();
            service.close();
        }
    }

    @Test
    void findingsAppearAsTheyHappenTheWorstFirst() {
        findings.found(FindingSamples.harmless());
        findings.found(FindingSamples.loss());
        page.locator(".finding").nth(2).waitFor();
        List<String> severities = page.locator(".finding summary > .chip").allInnerTexts();
        assertThat(severities).first().isEqualTo("critical");
        assertThat(severities).isSortedAccordingTo((one, other) -> Integer.compare(rank(one), rank(other)));
        page.getByLabel("Least severity").selectOption("critical");
        assertThat(page.locator(".finding").count()).isEqualTo(1);
        page.getByLabel("Least severity").selectOption("info");
        page.getByLabel("Filter findings").fill("deployment/web nginx");
        assertThat(page.locator(".finding").count()).isEqualTo(1);
        page.getByLabel("Filter findings").fill("no such thing");
        page.getByText("Nothing to show.").waitFor();
    }

    private static int rank(String severity) {
        return List.of("critical", "high", "medium", "low", "info").indexOf(severity);
    }

    @Test
    void untrustedNamesOfAFindingAreTextInItsTreeAndItsTimeLine() {
        findings.found(FindingSamples.session(UntrustedNames.SCRIPT, UntrustedNames.COLOURS, "/tmp/" + UntrustedNames.REVERSED, Map.of()));
        page.locator(".finding").nth(1).waitFor();
        page.getByLabel("Grouped by").selectOption("workload");
        assertThat(page.locator(".group h2").allInnerTexts()).anyMatch(heading -> heading.contains(UntrustedNames.SCRIPT));
        for (String theme : List.of("light", "dark")) {
            page.getByLabel("Colours").selectOption(theme);
            Locator finding = page.locator(".finding").filter(new Locator.FilterOptions().setHasText(UntrustedNames.SCRIPT));
            finding.locator("summary").click();
            finding.locator(".tree").first().waitFor();
            assertThat(finding.innerText()).contains("gnp.exe", "4,096 bytes, SHA-256 abab").doesNotContain("\u001b", "\u202e");
            assertThat(finding.locator(".timeline span").count()).isEqualTo(finding.locator("tbody tr").count()).isGreaterThan(2);
            assertThat(reader.barriers()).as("findings, " + theme).isEmpty();
            finding.locator("summary").click();
        }
        assertThat(page.locator("img[src=x]").count()).isZero();
    }

    @Test
    void aRefusedCallSaysWhyItCountsLessThanByItself() {
        findings.found(FindingSamples.refused("setns"));
        Locator finding = page.locator(".finding").filter(new Locator.FilterOptions().setHasText("medium"));
        finding.locator("summary").click();
        assertThat(finding.locator(".lines li").first().innerText()).startsWith("high").contains("It was refused: it counts one level less here.");
        Locator other = page.locator(".finding").filter(new Locator.FilterOptions().setHasText("critical"));
        other.locator("summary").click();
        other.locator(".tree").first().waitFor();
        assertThat(other.innerText()).contains("Behaviours").doesNotContain("It was refused");
    }

    @Test
    void anOperatorAcceptsAFindingWithAReason() {
        page.locator(".finding summary").click();
        Locator accept = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Accept into the baseline"));
        accept.waitFor();
        assertThat(accept.isDisabled()).as("without a reason").isTrue();
        page.getByLabel("Reason").fill("release 7");
        accept.click();
        page.waitForCondition(() -> findings.decision() != null);
        assertThat(findings.decision()).isEqualTo("accepted by alice: release 7");
    }
}

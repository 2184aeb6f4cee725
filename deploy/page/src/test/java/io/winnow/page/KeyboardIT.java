// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each view with the keyboard alone, from the sign-in on. Takes Chromium, and no privilege. */
class KeyboardIT {
    private static final int WORKLOADS = 50;
    private static final String TOKEN = "decide";

    @TempDir
    private Path directory;

    private SyntheticService service;
    private PageReader reader;
    private Page page;
    private Keyboard keyboard;

    @BeforeEach
    void signIn() throws Exception {
        service = SyntheticService.start(directory, Optional.of(Principals.write(directory, "alice:operator:" + TOKEN))).withManyAtWork(WORKLOADS);
        reader = new PageReader(service.origin(), ColorScheme.LIGHT);
        page = reader.open("");
        keyboard = new Keyboard(page);
        keyboard.tabTo("Token").type(TOKEN).press("Enter");
        page.locator(".rows tbody th a").first().waitFor();
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
    void theOverviewIsFilteredSortedAndLeftForAWorkload() {
        keyboard.tabTo("Filter workloads").type("ledger");
        List<String> shown = page.locator(".rows tbody th a").allInnerTexts();
        assertThat(shown).hasSizeGreaterThan(2).allMatch(name -> name.contains("ledger"));
        keyboard.tabTo("System calls").press("Enter");
        assertThat(page.locator("th[aria-sort=descending]").innerText()).contains("System calls");
        keyboard.tabTo("shop/deployment/ledger");
        String name = keyboard.press("ArrowDown").focused();
        keyboard.press("Enter");
        assertThat(heading()).contains("ledger").isEqualTo(name);
    }

    @Test
    void aWorkloadIsExplainedAndExported() {
        openFirst();
        page.locator(".call.used").last().waitFor();
        keyboard.tabTo("bind, used").press("Enter");
        page.locator("dialog[open] table").waitFor();
        keyboard.press("Escape");
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        assertThat(keyboard.focused()).as("where the reader was").isEqualTo("bind, used");
        keyboard.tabTo("docker-run").press("Enter");
        keyboard.tabTo("Log refusals").press("Space");
        page.getByText("--format docker-run --log").waitFor();
        keyboard.tabTo("Copy the command").press("Enter");
        assertThat(page.evaluate("() => navigator.clipboard.readText()").toString()).endsWith("--format docker-run --log");
    }

    @Test
    void aFindingIsReadAndAccepted() {
        visit("Findings");
        page.locator(".finding").first().waitFor();
        keyboard.tabTo("Filter findings").type("ledger");
        keyboard.tabTo("Grouped by").press("ArrowDown");
        page.locator(".group h2").first().getByText("ledger").waitFor();
        keyboard.tabTo("critical").press("Enter");
        page.locator(".finding .tree").first().waitFor();
        keyboard.tabTo("Reason").type("release 7").press("Tab", "Enter");
        page.waitForCondition(() -> service.analyzer().findings().decision() != null);
        assertThat(service.analyzer().findings().decision()).isEqualTo("accepted by alice: release 7");
    }

    @Test
    void aContainerIsProfiledAndLeftAlone() {
        visit("Profiler");
        page.locator("select[aria-label=Container] option").first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        keyboard.tabTo("Filter containers").type("ledger");
        keyboard.tabTo("Container").press("ArrowDown");
        keyboard.tabTo("Start").press("Enter");
        page.locator(".heat canvas").waitFor();
        keyboard.tabTo("read").press("Enter");
        page.getByText("Latency of read").waitFor();
        keyboard.tabTo("Stop").press("Enter");
        page.getByText("stopped by alice").waitFor();
    }

    @Test
    void thePostureIsFilteredAndLeftForAWorkload() {
        visit("Posture");
        page.locator("main h2 a").first().waitFor();
        keyboard.tabTo("Filter workloads").type("ledger-4/");
        keyboard.tabTo("Severity").press("ArrowDown");
        page.waitForCondition(() -> page.getByLabel("Severity").inputValue().equals("medium"));
        keyboard.tabTo("shop/deployment/ledger-4/app").press("Enter");
        assertThat(heading()).isEqualTo("shop/deployment/ledger-4/app");
    }

    @Test
    void theCommandOfTheHealthIsCopied() {
        visit("Health");
        page.locator(".hop").nth(4).waitFor();
        keyboard.tabTo("Copy the command").press("Enter");
        assertThat(page.evaluate("() => navigator.clipboard.readText()").toString()).isEqualTo("winnow status");
    }

    /** By the links at the page's top. */
    private void visit(String view) {
        keyboard.tabTo("Skip to the content").tabTo(view).press("Enter");
    }

    private void openFirst() {
        // the rows' region takes the arrow keys
        keyboard.tabTo("Filter workloads");
        while (!page.evaluate("() => document.activeElement.classList.contains('rows')").equals(true)) {
            keyboard.press("Tab");
        }
        keyboard.press("ArrowDown");
        String name = keyboard.focused();
        keyboard.press("Enter");
        assertThat(heading()).isEqualTo(name);
    }

    private String heading() {
        page.locator(".titles h1").waitFor();
        return page.locator(".titles h1").innerText();
    }
}

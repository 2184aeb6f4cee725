// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import static io.winnow.page.UntrustedNames.COLOURS;
import static io.winnow.page.UntrustedNames.LONG;
import static io.winnow.page.UntrustedNames.REVERSED;
import static io.winnow.page.UntrustedNames.SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.winnow.analyzer.api.ContainerDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page over workloads that are made up. Takes Chromium, and no privilege. */
class PageIT {
    private static final String ROWS = ".rows tbody th a";

    @TempDir
    private Path directory;

    private SyntheticService service;
    private PageReader reader;

    private Page open(String view) {
        reader = new PageReader(service.origin(), ColorScheme.LIGHT);
        return reader.open(view);
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
    void untrustedNamesAreShownAsTextAndNeverRun() throws Exception {
        service = SyntheticService.start(directory, Optional.empty()).with(SCRIPT).with(COLOURS).with(REVERSED).with(LONG);
        Page page = open("");
        page.locator(ROWS).nth(3).waitFor();
        List<String> names = page.locator(ROWS).allInnerTexts();
        assertThat(names).contains(SCRIPT, "\\u001b[31mred\\u001b[0m", "a\\u202egnp.exe").allMatch(name -> name.length() < 1000);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(SCRIPT)).click();
        page.locator(".titles h1").waitFor();
        assertThat(page.locator(".titles h1").innerText()).isEqualTo(SCRIPT);
        assertThat(page.locator("img[src=x]").count()).isZero();
    }

    @Test
    void theDiscoveryCurveHasItsBand() throws Exception {
        service = SyntheticService.start(directory, Optional.empty()).with("web");
        Page page = open("workloads/web");
        page.locator(".chart canvas").waitFor();
        assertThat(page.locator(".chart").getAttribute("aria-label")).contains("55 different (band of 95 %: 43 to 66) after 20 units");
        for (String theme : List.of("light", "dark")) {
            page.getByLabel("Colours").selectOption(theme);
            page.waitForCondition(() -> colour(page, 20, 50).equals("--accent-soft"));
            for (int units = 2; units < 20; units += 3) {
                double items = 60 * units / (units + 2.0);
                List<Object> colours = List.of(colour(page, units, 1.1 * items), colour(page, units, items), colour(page, units, 0.9 * items));
                assertThat(colours).as("in the band, on the curve, in the band after %d units, %s", units, theme).containsExactly("--accent-soft", "--accent", "--accent-soft");
                assertThat(List.of(colour(page, units, 1.3 * items), colour(page, units, 0.7 * items))).as("above and below the band after %d units, %s", units, theme)
                        .doesNotContain("--accent-soft", "--accent");
            }
        }
    }

    /** The style's colour that the chart has near a place, or else the one that it has there: the axes begin at 1 unit and 0 items. Gridlines are almost as the band. */
    private static Object colour(Page page, double units, double items) {
        return page.evaluate("""
                ([x, y]) => {
                  const canvas = document.querySelector('.chart canvas');
                  const over = document.querySelector('.chart .u-over');
                  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map(key => parseFloat(over.style[key]) * devicePixelRatio);
                  const data = canvas.getContext('2d').getImageData(Math.round(left + x * width) - 2, Math.round(top + (1 - y) * height) - 2, 5, 5).data;
                  const pixels = Array.from({ length: 25 }, (_, at) => data.slice(4 * at, 4 * at + 4));
                  const probe = document.body.appendChild(document.createElement('i'));
                  const is = name => {
                    probe.style.color = 'var(' + name + ')';
                    const wanted = getComputedStyle(probe).color.match(/[0-9]+/g).slice(0, 3).map(Number);
                    return pixels.some(pixel => pixel[3] === 255 && wanted.every((value, at) => Math.abs(value - pixel[at]) < 5));
                  };
                  const found = ['--accent', '--accent-soft'].find(is) ?? pixels[12].join();
                  probe.remove();
                  return found;
                }""", List.of((units - 1) / 19, items / Math.ceil(1.2 * 60 * 20 / 22.0 * 1.08)));
    }

    @Test
    void viewsHaveNoBarriersInLightAndDark() throws Exception {
        service = SyntheticService.start(directory, Optional.empty()).withMany(30);
        Page page = open("");
        for (String theme : List.of("light", "dark")) {
            page.getByLabel("Colours").selectOption(theme);
            page.locator(ROWS).first().waitFor();
            assertThat(reader.barriers()).as("overview, " + theme).isEmpty();
            page.locator(ROWS).first().click();
            page.locator(".call.used").last().waitFor();
            page.getByText("1 fault left by the suggested profile").click();
            page.getByText("CVE-2016-5195").waitFor();
            assertThat(reader.barriers()).as("workload, " + theme).isEmpty();
            page.locator(".capabilities button").first().click();
            page.locator("dialog[open] table").waitFor();
            assertThat(reader.barriers()).as("evidence, " + theme).isEmpty();
            page.keyboard().press("Escape");
            page.navigate(service.origin() + "/#/posture");
            page.locator(".card .lines").first().waitFor();
            assertThat(reader.barriers()).as("posture, " + theme).isEmpty();
            page.navigate(service.origin() + "/#/");
        }
    }

    @Test
    void anOperatorHasAContainerProfiledAndSeesItsCallsLive() throws Exception {
        service = SyntheticService.start(directory, Optional.of(Principals.write(directory, "alice:operator:decide"))).with("shop");
        service.analyzer().running(new ContainerDocument("c0ffee", SCRIPT, null, null, null, null, null, null, null, "shop", "w-01234567", "2026-11-21T10:00:00Z", "running", false,
                "filter", null, "node", Map.of(), false));
        Page page = open("");
        page.getByLabel("Token").fill("decide");
        page.keyboard().press("Enter");
        page.locator(".rows").waitFor();
        for (String theme : List.of("light", "dark")) {
            page.getByLabel("Colours").selectOption(theme);
            reader.open("profiler");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start").setExact(true)).click();
            page.locator(".heat canvas").waitFor();
            Locator read = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("read").setExact(true));
            read.click();
            page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("Latency of read")).waitFor();
            assertThat(page.locator("tbody").innerText()).contains("i386:open").doesNotContain("NaN", "undefined");
            assertThat(reader.barriers()).as("profile, " + theme).isEmpty();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop").setExact(true)).click();
            page.getByText("stopped by alice").waitFor();
            reader.open("profiler");
            page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Table of profiled containers")).getByText("ended").waitFor();
            assertThat(reader.barriers()).as("profiler, " + theme).isEmpty();
        }
    }

    @Test
    void aReaderWithoutATokenIsAskedForOneAndAViewerDecidesNothing() throws Exception {
        Path principals = Principals.write(directory, "grafana:viewer:look", "alice:operator:decide");
        service = SyntheticService.start(directory, Optional.of(principals)).with("web");
        Page page = open("");
        page.getByLabel("Token").fill("wrong");
        page.keyboard().press("Enter");
        page.getByText("This token is not known here.").waitFor();
        page.getByLabel("Token").fill("look");
        page.keyboard().press("Enter");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("web")).click();
        Locator decide = page.locator(".titles .actions button").first();
        decide.waitFor();
        assertThat(decide.isDisabled()).isTrue();
        assertThat(decide.getAttribute("title")).contains("viewer");
        page.getByText("Sign out").click();
        page.getByLabel("Token").fill("decide");
        page.keyboard().press("Enter");
        decide.waitFor();
        decide.click();
        page.locator(".titles .actions button").first().waitFor();
        page.waitForCondition(() -> service.analyzer().decision() != null);
        assertThat(service.analyzer().decision()).endsWith("by alice");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of a service that watches a real container. What is decided there is checked with the command line. Needs root and BPF. */
class PageServiceIT {
    private static final String WORKLOAD = "page-nginx";
    private static final String TOKEN = "decide";
    private static final String REASON = "release 7";

    private final Path directory = Directories.temporary("page");
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final int apiPort = Ports.free();
    private final int port = Ports.free();
    private WinnowService winnow;
    private Container container;
    private PageReader reader;
    private Page page;

    @BeforeEach
    void start() throws IOException {
        CProgram intruder = opened(CProgram.intruder());
        Rootfs rootfs = opened(Nginx.rootfs(port).program(intruder.executable(), "/bin/intruder"));
        OciRuntime runc = opened(new Runc(directory));
        winnow = opened(new WinnowService(Path.of(System.getProperty("winnow.launcher")).normalize(), directory, settings()));
        winnow.start();
        container = opened(runc.start(WORKLOAD, rootfs, Nginx.spec()));
        Ports.await(port, Waiting.LIMIT);
        Nginx.traffic(port);
        Waiting.until("the workload is known", Waiting.LIMIT, () -> winnow.cli("workloads", WORKLOAD).exit() == 0);
        reader = opened(new PageReader("http://127.0.0.1:" + apiPort, ColorScheme.LIGHT));
        page = reader.open("");
        page.getByLabel("Token").fill(TOKEN);
        page.keyboard().press("Enter");
    }

    /** What comes first continues the section "api". */
    private String settings() throws IOException {
        return """
                %4$snetwork: {address: "127.0.0.1:%1$d", principals: %2$s}
                collector:
                  pins: ""
                  window: 500ms
                  runtimeStates: [%3$s/run/runc]
                analyzer:
                  checkpoint: 500ms
                  repeatAfter: 1s
                """.formatted(apiPort, Principals.write(directory, "alice:operator:" + TOKEN), directory, "  ");
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.push(one);
        return one;
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        Directories.delete(directory);
    }

    @Test
    void whatIsDecidedAndExportedOnThePageIsWhatTheCommandLineSays() throws Exception {
        openWorkload();
        freeze();
        accept();
        export();
        findings();
        profile();
        otherViews();
        if (Pictures.wanted()) {
            pictures();
        }
        assertThat(reader.complaints()).isEmpty();
    }

    private void openWorkload() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(WORKLOAD)).click();
        page.locator(".call.used").first().waitFor();
        page.locator(".capabilities li").filter(new Locator.FilterOptions().setHasText("needed")).locator("button").getByText("CAP_SETUID").click();
        page.locator("dialog[open] table").waitFor();
        assertThat(page.locator("dialog").innerText()).contains("nginx", "setuid", "needed");
        page.keyboard().press("Escape");
    }

    private void freeze() {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Freeze").setExact(true)).click();
        page.getByText("Freeze all the same").or(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Thaw").setExact(true))).first().waitFor();
        if (page.getByText("Freeze all the same").isVisible()) {
            page.getByText("Freeze all the same").click();
        }
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Thaw").setExact(true)).waitFor();
        assertThat(winnow.cli("workloads", WORKLOAD).orThrow().out()).contains("frozen").contains("by alice");
    }

    private void accept() {
        container.exec("/bin/intruder", "unshare", "alg").orThrow();
        reject();
        page.getByLabel("All", new Page.GetByLabelOptions().setExact(true)).check();
        page.getByLabel("Reason").fill(REASON);
        page.locator("#review").locator("xpath=ancestor::section").locator("button.primary").click();
        page.getByText("Nothing waits.").waitFor();
        assertThat(winnow.cli("workloads", WORKLOAD).orThrow().out()).contains("accepted by alice").contains(REASON);
    }

    /** The call, and not what was said with it: that is accepted. */
    private void reject() {
        Locator unshare = page.getByLabel("Choose unshare").first();
        unshare.waitFor();
        unshare.check();
        page.getByText("Reject 1 item").click();
        page.getByText("1 thing rejected").waitFor();
        assertThat(winnow.cli("pending", WORKLOAD).orThrow().out()).contains("rejected, and reported whenever it happens:");
        assertThat(winnow.cli("workloads", WORKLOAD).orThrow().out()).contains("1 items rejected by alice");
    }

    private void export() throws IOException {
        for (String format : new String[] {"docker", "kubernetes"}) {
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(format).setExact(true)).click();
            page.getByText("winnow export").filter(new Locator.FilterOptions().setHasText("--format " + format)).waitFor();
            String said = winnow.cli("export", WORKLOAD, "--format", format).orThrow().out();
            page.waitForCondition(() -> page.locator("pre").innerText().strip().equals(said.strip()));
            Download download = page.waitForDownload(() -> page.getByText("Download").click());
            assertThat(Files.readString(download.path())).isEqualTo(said);
        }
    }

    /** What the session did is one finding, with its processes as a tree. */
    private void findings() {
        reader.open("findings");
        Locator finding = page.locator(".finding").filter(new Locator.FilterOptions().setHasText(WORKLOAD)).first();
        finding.locator("summary").click();
        finding.locator(".tree").getByText("/bin/intruder").first().waitFor();
        assertThat(finding.locator(".timeline span").count()).isPositive();
        assertThat(reader.barriers()).as("findings").isEmpty();
        finding.getByLabel("Reason").fill(REASON);
        finding.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Acknowledge")).click();
        finding.locator("summary").getByText("acknowledged").waitFor();
        assertThat(winnow.cli("findings", "--state", "acknowledged", "--output", "json").orThrow().out()).contains("\"by\":\"alice\"", "\"reason\":\"" + REASON + "\"");
    }

    private void profile() throws IOException {
        reader.open("workloads/" + WORKLOAD);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Profile").setExact(true)).click();
        page.getByLabel("For how long").selectOption("5 minutes");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start").setExact(true)).click();
        page.getByText("started by").waitFor();
        Locator name = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("writev").setExact(true));
        Locator writev = page.locator("tbody tr").filter(new Locator.FilterOptions().setHas(name));
        Waiting.until("nginx's calls are counted", Waiting.LIMIT, () -> {
            Nginx.traffic(port);
            return writev.count() > 0 && page.locator(".heat canvas").count() > 0;
        });
        writev.getByRole(AriaRole.BUTTON).click();
        page.getByRole(AriaRole.IMG, new Page.GetByRoleOptions().setName("Latency of writev")).waitFor();
        assertThat(reader.barriers()).as("profile").isEmpty();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop").setExact(true)).click();
        page.getByText("stopped by alice").waitFor();
        reader.open("profiler");
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Table of profiled containers")).getByText("ended").waitFor();
        assertThat(reader.barriers()).as("profiler").isEmpty();
    }

    private void otherViews() {
        reader.open("posture");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(WORKLOAD)).waitFor();
        reader.open("health");
        page.locator(".hop").nth(4).waitFor();
        assertThat(page.locator(".flow").innerText()).contains("Kernel", "Publisher", "ring bytes");
        assertThat(reader.barriers()).as("health").isEmpty();
    }

    private void pictures() throws IOException {
        reader.open("profiler");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start").setExact(true)).click();
        page.getByText("started by").waitFor();
        for (int i = 0; i < Pictures.SAMPLES; i++) {
            Nginx.traffic(port);
            page.waitForTimeout(Pictures.REST_MILLIS);
        }
        for (String theme : new String[] {"light", "dark"}) {
            page.getByLabel("Colours").selectOption(theme);
            for (String view : new String[] {"workloads/" + WORKLOAD, "profiler/" + WORKLOAD, "posture", "health", "findings"}) {
                reader.open(view);
                if (view.equals("findings")) {
                    page.locator(".finding summary").first().click();
                }
                page.waitForTimeout(Pictures.REST_MILLIS);
                Pictures.take(page, view.split("/")[0].replace("workloads", "workload"), theme);
            }
        }
        try (SyntheticService many = SyntheticService.start(Files.createDirectory(directory.resolve("many")), Optional.empty()).withMany(400)) {
            for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                try (PageReader other = new PageReader(many.origin(), colours)) {
                    Page overview = other.open("");
                    overview.locator(".rows tbody th a").first().waitFor();
                    overview.waitForTimeout(Pictures.REST_MILLIS);
                    Pictures.take(overview, "workloads", colours.name().toLowerCase(Locale.ROOT));
                }
            }
        }
    }
}

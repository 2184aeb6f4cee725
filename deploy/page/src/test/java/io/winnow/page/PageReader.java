// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Someone who reads the page in Debian's Chromium, and notes all that should not happen there. */
final class PageReader implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final double PATIENCE_MILLIS = 20_000;
    /** The browser reports to the page what its policy forbade, and the page to its console. */
    private static final String REPORT = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))";

    private final Playwright playwright;
    private final Browser browser;
    private final BrowserContext context;
    private final Page page;
    private final String origin;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /** @param origin of the service, as {@code http://127.0.0.1:9464} */
    PageReader(String origin, ColorScheme colours) {
        this.origin = origin;
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT).setColorScheme(colours).setAcceptDownloads(true)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.addInitScript(REPORT);
        page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 40")) {
                complaints.add("console: " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("error: " + error));
        page.onDialog(dialog -> {
            complaints.add("a script ran that came with the data: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(origin + "/") && !request.url().startsWith("blob:")) {
                complaints.add("asked elsewhere: " + request.url());
            }
        });
    }

    /** Opens a view and waits until it has something to show. */
    Page open(String view) {
        page.navigate(origin + "/#/" + view);
        page.locator("main h1").waitFor();
        return page;
    }

    Page page() {
        return page;
    }

    /** Everything that went wrong so far: errors, refusals of the policy, requests to elsewhere. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What an automatic check of accessibility finds wrong with what is shown now. */
    List<String> barriers() {
        return new AxeBuilder(page).analyze().getViolations().stream().map(PageReader::text).toList();
    }

    private static String text(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList();
    }

    @Override
    public void close() {
        playwright.close();
    }
}

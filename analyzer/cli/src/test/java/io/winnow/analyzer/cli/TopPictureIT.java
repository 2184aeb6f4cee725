// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.Container;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * {@code winnow top} over a real nginx, as the documentation pictures it: {@code docs/top.svg} is what this test sees on the terminal. It is written anew if the
 * property {@value #FILE} says where to. Needs root and BPF.
 */
class TopPictureIT {

    private static final String FILE = "winnow.top.picture";
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String NAME = "web";
    private static final int LINES = 20;
    private static final int COLUMNS = 160;
    private static final String LATELY = "[▁-█]";

    @TempDir
    private Path directory;

    @Test
    void thePictureShowsWhatIsOnTheTerminal() throws Exception {
        int port = Ports.free();
        try (OciRuntime runc = new Runc(); Rootfs rootfs = Nginx.rootfs(port); Container nginx = runc.start(NAME, rootfs, Nginx.spec());
                Pty top = Pty.start(directory, LINES, COLUMNS, "TERM=xterm LC_ALL=C.UTF-8", "--config", config(runc).toString(), "top", "--container", NAME,
                        "--interval", "300ms")) {
            Ports.await(port, SOON);
            await().atMost(SOON).untilAsserted(() -> {
                Nginx.traffic(port);
                assertThat(lately(top, "epoll_wait")).as("%s %s", top.program().out(), top.program().err()).hasSizeGreaterThan(10);
            });
            List<String> screen = top.colouredScreen();
            String picture = TerminalPicture.of("winnow top: a table of system calls with rates, counts, errors, times and latency histograms",
                    "winnow top --container " + NAME, screen);
            assertThat(texts(picture)).containsSubsequence(screen.stream().map(Pty::plain).map(String::stripTrailing).toList());
            assertThat(picture).contains("LATELY", "P99", "accept4", "writev", "<tspan font-weight=\"700\">epoll_wait</tspan>").doesNotContain("\u001b");
            assertThat(nginx.running()).isTrue();
            if (!System.getProperty(FILE, "").isEmpty()) {
                Files.writeString(Path.of(System.getProperty(FILE)), picture);
            }
            top.press("q");
            assertThat(top.exit()).isEqualTo("0");
        }
    }

    private Path config(OciRuntime runc) throws Exception {
        return Files.writeString(directory.resolve("winnow.yaml"), "collector:\n  runtimeStates: [" + runc.root() + "]\n");
    }

    /** The bars of what became of a call's rate. */
    private static List<String> lately(Pty pty, String call) {
        String line = pty.screen().stream().filter(one -> one.startsWith(call + " ")).findFirst().orElse("");
        return line.codePoints().mapToObj(Character::toString).filter(one -> one.matches(LATELY)).toList();
    }

    private static List<String> texts(String picture) throws Exception {
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(picture.getBytes(StandardCharsets.UTF_8)));
        NodeList lines = document.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < lines.getLength(); i++) {
            texts.add(lines.item(i).getTextContent().replace(TerminalPicture.NO_BREAK_SPACE, ' '));
        }
        return texts;
    }
}

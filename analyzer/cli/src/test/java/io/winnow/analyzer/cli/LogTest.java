// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.winnow.analyzer.cli.terminal.LogOutput;
import io.winnow.analyzer.cli.terminal.PlainExceptions;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the program's own configuration makes of an event. */
class LogTest {

    private static final String UNTRUSTED = "xx-\u001b[31m\u009b2J\n\r\u0085\u202e\u2028\u2066\u007fgr\u00f6\u00dfe";

    private final LoggerContext context = new LoggerContext();
    private ConsoleAppender<ILoggingEvent> appender;

    @BeforeEach
    void configure() {
        new LogOutput().configure(context);
        appender = (ConsoleAppender<ILoggingEvent>) context.getLogger("ROOT").iteratorForAppenders().next();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aMessageIsOneHarmlessLine() {
        assertThat(logged(UNTRUSTED, null)).singleElement().asString().endsWith("Test - xx-?[31m?2J???????gr\u00f6\u00dfe");
    }

    @Test
    void aStackTraceKeepsItsLinesAndNoneOfAMessages() {
        Exception e = new IllegalStateException(UNTRUSTED, new IllegalArgumentException(UNTRUSTED));
        e.addSuppressed(new IllegalArgumentException("Malformed input or input contains unmappable characters: " + UNTRUSTED));
        List<String> lines = logged("the loop ended", e);
        assertThat(lines).allSatisfy(LogTest::assertHarmless);
        assertThat(lines.get(0)).endsWith("the loop ended");
        assertThat(lines.get(1)).startsWith("java.lang.IllegalStateException: xx-\\x1b[31m\\x9b2J\\x0a").endsWith("gr\u00f6\u00dfe");
        assertThat(lines.get(2)).startsWith("\tat io.winnow.analyzer.cli.LogTest.");
        assertThat(lines).anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgumentException: xx-\\x1b"));
        assertThat(lines).anyMatch(line -> line.startsWith("\tSuppressed: java.lang.IllegalArgumentException: Malformed"));
        assertThat(lines.subList(1, lines.size())).isEqualTo(PlainExceptions.of(e).lines().toList());
    }

    @Test
    void anExceptionWithoutAMessageAndOneThatCausesItselfAreLogged() {
        assertThat(logged("it failed", new StackOverflowError()).get(1)).isEqualTo("java.lang.StackOverflowError");
        Exception outer = new IllegalStateException("outer");
        outer.initCause(new IllegalStateException("inner", outer));
        assertThat(logged("it failed", outer)).anyMatch(line -> line.contains("CIRCULAR REFERENCE"));
    }

    private List<String> logged(String message, Throwable e) {
        LoggingEvent event = new LoggingEvent("", context.getLogger("io.winnow.Test"), Level.WARN, message, e, null);
        return new String(appender.getEncoder().encode(event), Charset.defaultCharset()).lines().toList();
    }

    private static void assertHarmless(String line) {
        assertThat(line.codePoints().filter(c -> c != '\t')).noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR);
    }
}

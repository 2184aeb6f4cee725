// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import org.slf4j.Logger;

/**
 * What is logged, and its form: on standard error. It is no logback.xml because each start would load an XML parser for that; one that is there, for tests, is
 * used instead.
 */
@ConfiguratorRank(LogOutput.AFTER_FILES)
public final class LogOutput extends ContextAwareBase implements Configurator {

    static final int AFTER_FILES = ConfiguratorRank.NOMINAL - 1;

    /** Messages hold names that containers chose: what a terminal would obey, or take for a line's end, does not reach it. */
    private static final String PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level %logger{0} - %replace(%msg){'[\\p{C}\\p{Zl}\\p{Zp}]', '?'}%n%plainEx";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getStatusManager().add(new NopStatusListener()); // else what logback says of itself would be in a command's output
        // the Kafka client complains about every attempt to reach a broker, which the publisher says once; the Kubernetes client of an API server, with its stack
        context.getLogger("org.apache.kafka").setLevel(Level.OFF);
        context.getLogger("io.fabric8").setLevel(Level.OFF);
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError(context));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("plainEx", PlainExceptions::new);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}

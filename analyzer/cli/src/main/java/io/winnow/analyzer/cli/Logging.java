// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged, to stderr. {@code logback.xml} has the form. */
final class Logging {

    private static final String OURS = "io.winnow";

    /** Says through the JDK's own logging that it can do without an internal class; a logger must be held to keep its level. */
    private static final java.util.logging.Logger CHRONICLE = java.util.logging.Logger.getLogger("net.openhft.chronicle.core.internal.cleaner");

    private Logging() {}

    /** A command for people logs only warnings. */
    static void start(boolean verbose) {
        CHRONICLE.setLevel(java.util.logging.Level.OFF);
        level(OURS, verbose ? Level.DEBUG : Level.WARN);
        if (verbose) {
            level(org.slf4j.Logger.ROOT_LOGGER_NAME, Level.INFO);
        }
    }

    /** A service says what it does. */
    static void service() {
        Logger logger = logger(OURS);
        if (logger.getLevel() != Level.DEBUG) {
            logger.setLevel(Level.INFO);
        }
    }

    private static void level(String name, Level level) {
        logger(name).setLevel(level);
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.Arrays;

/** Stack traces for the log ({@code %plainEx} in {@code logback.xml}) and the terminal: messages, which hold names, are printable text of one line. */
public final class PlainExceptions extends ThrowableProxyConverter {

    @Override
    protected String throwableProxyToString(IThrowableProxy exception) {
        return super.throwableProxyToString(new Plain(exception));
    }

    /** The stack trace, as lines. */
    public static String of(Throwable exception) {
        return ThrowableProxyUtil.asString(new Plain(new ThrowableProxy(exception)));
    }

    private record Plain(IThrowableProxy exception) implements IThrowableProxy {

        private static Plain orNull(IThrowableProxy exception) {
            return exception == null ? null : new Plain(exception);
        }

        private static String printable(String message) {
            return message == null ? null : TerminalText.printable(message);
        }

        @Override
        public String getMessage() {
            return printable(exception.getMessage());
        }

        /** What an exception says of itself in place of its class and message. */
        @Override
        public String getOverridingMessage() {
            return printable(exception.getOverridingMessage());
        }

        @Override
        public String getClassName() {
            return exception.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return exception.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return exception.getCommonFrames();
        }

        @Override
        public IThrowableProxy getCause() {
            return orNull(exception.getCause());
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = exception.getSuppressed();
            return suppressed == null ? null : Arrays.stream(suppressed).map(Plain::orNull).toArray(IThrowableProxy[]::new);
        }

        @Override
        public boolean isCyclic() {
            return exception.isCyclic();
        }
    }
}

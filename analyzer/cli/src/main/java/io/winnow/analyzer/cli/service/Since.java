// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time ago, or a moment, as options take it. */
public final class Since implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return ago(text);
        }
    }

    private static Instant ago(String text) {
        try {
            return Instant.now().minus(Durations.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MIN; // before all times
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\" is neither a time ago, as 10m, nor a moment, as 2026-11-21T10:00:00Z");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

/** Work whose time is measured. */
interface Load extends AutoCloseable {

    /** What the report calls it. */
    String name();

    /** What the time is of: "call" or "request". */
    String unit();

    /** Works for a moment. Returns nanoseconds per unit of work. */
    double measure();

    @Override
    void close();
}

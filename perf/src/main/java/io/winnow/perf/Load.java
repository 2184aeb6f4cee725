// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

/** Work whose time is measured. */
interface Load extends AutoCloseable {

    /** What the report calls it. */
    String name();

    /** Works for a moment. Returns nanoseconds per call or request. */
    double measure();

    @Override
    void close();
}

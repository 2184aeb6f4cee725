// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

/** Something that can be attached to the kernel while a load runs. */
public interface Contender {

    /** What the report calls it: one word. */
    String name();

    /** What it is, in a few words. */
    String description();

    /** Attaches it; it is at work when this returns, and until the attachment is closed. */
    Attachment attach(ObservedLoad subject);

    /** Closing it leaves the kernel as it was. */
    interface Attachment extends AutoCloseable {
        @Override
        void close();
    }
}

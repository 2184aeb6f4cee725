// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import java.util.Objects;

/**
 * A reader has done with the events up to a document, and they are safe where it keeps them: payload of an ACKNOWLEDGEMENT document in
 * the control queue. Files that every reader has done with may be deleted.
 *
 * @param reader name of the reader
 * @param index queue index of the document
 */
public record Acknowledgement(String reader, long index) {

    public Acknowledgement {
        Objects.requireNonNull(reader, "reader");
    }
}

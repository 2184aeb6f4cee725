// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/** A file is no ELF file that can be analysed. The message is one line and says what is wrong. */
public final class MalformedElfException extends Exception {

    public MalformedElfException(String message) {
        super(message);
    }
}

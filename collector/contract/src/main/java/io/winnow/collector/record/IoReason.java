// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be used, as part of a message for people: in the system's words, and without names of Java's classes. */
public final class IoReason {

    private IoReason() {}

    /** The reason; it may hold a path. */
    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (e instanceof FileAlreadyExistsException present) {
            return present.getFile() + " is there already";
        }
        if (e instanceof NotDirectoryException other) {
            return other.getFile() + " is not a directory";
        }
        if (e instanceof DirectoryNotEmptyException full) {
            return full.getMessage() + " is not empty";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not UTF-8 text";
        }
        String reason = e instanceof FileSystemException file ? file.getReason() : null;
        return reason != null ? reason : e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }
}

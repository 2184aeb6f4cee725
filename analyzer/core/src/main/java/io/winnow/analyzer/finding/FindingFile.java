// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

/**
 * A file that was executed.
 *
 * @param path as the container sees it; of a script that is its interpreter. Untrusted and bounded
 * @param sha256 of its content, 64 hexadecimal digits
 * @param size in bytes
 */
public record FindingFile(String path, String sha256, long size) {

    public FindingFile {
        path = FindingLimits.cut(path);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;

/**
 * The file that runs since a watched container started a program: payload of a PROGRAM document, which follows the batch with the observation.
 *
 * @param slot of the container
 * @param stage of the observed item
 * @param abi of the observed item
 * @param program detail of the observed item
 * @param path of the file as the container sees it; of a script that is its interpreter. Untrusted
 * @param sha256 of its content, 64 hexadecimal digits
 * @param size of it in bytes
 */
public record ProgramFile(SlotKey slot, Stage stage, Abi abi, long program, String path, String sha256, long size) {}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/**
 * What came through, since the queue was first read.
 *
 * @param documents read, the malformed ones included
 * @param batches of records, the repeated ones included
 * @param records in batches that were new
 * @param repeatedRecords dropped because they had been read before
 * @param missingDocuments by gaps in the sequence
 * @param missingRingBytes by gaps in the batches' ring positions
 * @param malformedDocuments skipped
 * @param malformedRecords skipped; a rest of a batch that cannot be split into records counts as one
 */
public record IngestCounters(
        long documents,
        long batches,
        long records,
        long repeatedRecords,
        long missingDocuments,
        long missingRingBytes,
        long malformedDocuments,
        long malformedRecords) {

    public static final IngestCounters NONE = new IngestCounters(0, 0, 0, 0, 0, 0, 0, 0);
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.KeptFinding;
import io.winnow.analyzer.violation.DetectorState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files of what was reported: the detectors' memory, the newest violations, the findings. */
public final class ReportFiles {

    private final DetectorStateFile detectors;
    private final RecentViolationsFile violations;
    private final FindingsFile findings;

    /** @param detectorFile the detectors' memory; the other files are beside it */
    public ReportFiles(Path detectorFile) {
        detectors = new DetectorStateFile(detectorFile);
        violations = new RecentViolationsFile(detectorFile.resolveSibling("recent-violations.jsonl"));
        findings = new FindingsFile(detectorFile.resolveSibling("findings.jsonl"));
    }

    public DetectorState detectors() {
        return detectors.load();
    }

    /** Fills the feed with what was written last. */
    public void violations(ViolationFeed feed) {
        violations.load(feed);
    }

    public List<KeptFinding> findings() {
        return findings.load();
    }

    /**
     * The detectors' memory is last: what it has is not reported again. A violation that is reported again changes nothing in a finding that has it.
     *
     * @throws IOException if a file cannot be written; the old one is then still there
     */
    public void save(DetectorState reported, List<byte[]> newest, List<KeptFinding> found) throws IOException {
        findings.save(found);
        violations.save(newest);
        detectors.save(reported);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.advise.Figures;
import io.winnow.analyzer.api.AllowedDocument;
import io.winnow.analyzer.api.CallDocument;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.api.EvidenceDocument;
import io.winnow.analyzer.api.FleetDocument;
import io.winnow.analyzer.api.GrantedDocument;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.PhaseDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.PrincipalDocument;
import io.winnow.analyzer.api.Problem;
import io.winnow.analyzer.api.RiskDocument;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.api.profiling.HeatMapDocument;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.publish.FindingDocument;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The description of the API says all that there is. That answers are as it says is checked with each of them: {@link ApiContract}. */
class OpenApiTest {

    private static final JsonNode DOCUMENT = ApiContract.document();

    private static final Map<String, Class<?>> SCHEMAS = Map.ofEntries(
            Map.entry("WorkloadSummary", WorkloadSummary.class), Map.entry("WorkloadDetail", WorkloadDetail.class),
            Map.entry("Sample", SampleDocument.class), Map.entry("Phase", PhaseDocument.class),
            Map.entry("Figures", Figures.class), Map.entry("Problem", Problem.class),
            Map.entry("Pending", PendingDocument.class), Map.entry("PendingItem", PendingDocument.Item.class),
            Map.entry("Status", StatusDocument.class), Map.entry("Container", ContainerDocument.class),
            Map.entry("Identity", IdentityDocument.class), Map.entry("Granted", GrantedDocument.class),
            Map.entry("Posture", PostureDocument.class), Map.entry("HostPosture", PostureDocument.HostPosture.class),
            Map.entry("WorkloadPosture", PostureDocument.WorkloadPosture.class), Map.entry("Principal", PrincipalDocument.class),
            Map.entry("Finding", FindingDocument.class), Map.entry("FindingWorkload", FindingDocument.Workload.class),
            Map.entry("FindingContainer", FindingDocument.Container.class), Map.entry("FindingCount", FindingDocument.Count.class),
            Map.entry("FindingProcess", FindingDocument.Process.class), Map.entry("FindingViolation", FindingDocument.Violation.class),
            Map.entry("FindingFile", FindingDocument.File.class),
            Map.entry("FindingBehaviour", FindingDocument.Behaviour.class), Map.entry("FindingDecision", FindingDocument.Decision.class),
            Map.entry("Fleet", FleetDocument.class), Map.entry("Allowed", AllowedDocument.class), Map.entry("Call", CallDocument.class),
            Map.entry("Curve", CurveDocument.class), Map.entry("CurvePoint", CurveDocument.Point.class),
            Map.entry("ProfilingSummary", ProfilingSummary.class), Map.entry("Profiling", ProfilingDocument.class),
            Map.entry("CallUse", CallUseDocument.class), Map.entry("LatencyBucket", CallUseDocument.Bucket.class), Map.entry("HeatMap", HeatMapDocument.class),
            Map.entry("Evidence", EvidenceDocument.class), Map.entry("EvidenceLine", EvidenceDocument.Line.class),
            Map.entry("Risk", RiskDocument.class), Map.entry("RiskProfile", RiskDocument.Profile.class), Map.entry("RiskFault", RiskDocument.Fault.class));

    @Test
    void eachFieldOfADocumentIsDescribed() {
        SCHEMAS.forEach((name, type) -> {
            List<String> described = new ArrayList<>();
            DOCUMENT.at("/components/schemas/" + name + "/properties").fieldNames().forEachRemaining(described::add);
            assertThat(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)).as(name).containsExactlyInAnyOrderElementsOf(described);
        });
    }

    @Test
    void eachReferenceLeadsSomewhere() {
        assertThat(DOCUMENT.findValuesAsText("$ref")).isNotEmpty()
                .allSatisfy(reference -> assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    }

    @Test
    void eachOperationHasANameOfItsOwn() {
        assertThat(DOCUMENT.findValuesAsText("operationId")).doesNotHaveDuplicates().hasSizeGreaterThan(15);
    }
}

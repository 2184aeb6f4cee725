// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FaultException.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemExceptionTest {

    @Test
    void eachFaultOfTheAnalyzerHasItsStatus() {
        Map<Kind, Integer> statuses = Arrays.stream(Kind.values())
                .collect(Collectors.toMap(Function.identity(), kind -> ProblemException.of(new FaultException(kind, "why")).status()));
        assertThat(statuses).isEqualTo(
                Map.of(Kind.INVALID, 400, Kind.FORBIDDEN, 403, Kind.NOT_FOUND, 404, Kind.CONFLICT, 409, Kind.STORAGE_FULL, 507, Kind.UNAVAILABLE, 503));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.Isolation;
import java.util.Optional;
import java.util.function.Function;

/**
 * What rules are about.
 *
 * @param grants what a container was given
 * @param use what its workload did
 * @param host that it runs on; empty if nothing is known of it
 */
public record PostureSubject(Grants grants, Use use, Optional<HostInfo> host) {

    /** What a rule says that cannot be judged without the container's configuration. */
    static final Judgement NOT_READ = Judgement.unknown("its configuration could not be read");

    Isolation isolation() {
        return grants.isolation();
    }

    /** What a check of the container's isolation says, if that is known. */
    Judgement isolated(Function<Isolation, Judgement> check) {
        return isolation().known() ? check.apply(isolation()) : NOT_READ;
    }
}

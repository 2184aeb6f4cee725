// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.Isolation;
import java.util.Optional;

/**
 * What rules are about.
 *
 * @param grants what a container was given
 * @param use what its workload did
 * @param host that it runs on; empty if nothing is known of it
 */
public record PostureSubject(Grants grants, Use use, Optional<HostInfo> host) {

    Isolation isolation() {
        return grants.isolation();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.posture.SelinuxLabel;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.record.Capability;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a container was given, beside what its workload needs. Strings may be untrusted.
 *
 * @param known whether its configuration could be read
 * @param uid of the entrypoint, in the container; null if not known
 * @param hostUid the same user on the host; null if not known
 * @param capabilities of the bounding set
 * @param needed of them, by the workload, as far as it was seen
 * @param seccomp none, filter or unknown
 * @param noNewPrivileges whether nothing that is executed gives more
 * @param apparmorProfile empty if none was asked for
 * @param selinuxType empty if none was asked for
 * @param selinuxCategories that keep containers apart; empty if there are none
 * @param hostNamespaces those of the host's that it uses
 * @param readOnlyRoot whether its root file system cannot be written
 */
public record GrantedDocument(
        boolean known, Long uid, Long hostUid, List<String> capabilities, List<String> needed, String seccomp, boolean noNewPrivileges,
        String apparmorProfile, String selinuxType, String selinuxCategories, List<String> hostNamespaces, boolean readOnlyRoot) {

    public static GrantedDocument of(Grants grants, Collection<Capability> needed) {
        Isolation isolation = grants.isolation();
        SelinuxLabel label = SelinuxLabel.of(isolation.selinuxLabel());
        return new GrantedDocument(
                grants.known(), known(grants.uid()), known(isolation.hostUid()), grants.bounding(), needed.stream().map(Enum::name).toList(),
                grants.seccomp().name().toLowerCase(Locale.ROOT), grants.noNewPrivileges(), isolation.apparmorProfile(), label.type(), label.categories(),
                Arrays.stream(Namespace.values()).filter(each -> isolation.sharing(each) == Isolation.Sharing.HOST)
                        .map(each -> each.name().toLowerCase(Locale.ROOT)).toList(),
                isolation.readOnlyRoot());
    }

    private static Long known(long id) {
        return id < 0 ? null : id;
    }
}

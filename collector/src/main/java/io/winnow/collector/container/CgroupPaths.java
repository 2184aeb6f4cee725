// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Path conventions: docker, containerd with and without CRI, CRI-O, podman; under the systemd and the cgroupfs driver. Of nested
 * containers the outermost counts, since what is below it belongs to it.
 */
final class CgroupPaths {

    private static final String ID = "([0-9a-f]{64})";

    private record Convention(String manager, Pattern path) {}

    private static final List<Convention> CONVENTIONS = List.of(
            new Convention("docker", Pattern.compile("/docker-" + ID + "\\.scope(?:/|$)")),
            new Convention("docker", Pattern.compile("/docker/" + ID + "(?:/|$)")),
            new Convention("containerd", Pattern.compile("/cri-containerd-" + ID + "\\.scope(?:/|$)")),
            new Convention("containerd", Pattern.compile(":cri-containerd:" + ID + "(?:/|$)")),
            new Convention("containerd", Pattern.compile("/nerdctl-" + ID + "\\.scope(?:/|$)")),
            new Convention("cri-o", Pattern.compile("/crio-" + ID + "(?:\\.scope)?(?:/|$)")),
            new Convention("podman", Pattern.compile("/libpod-" + ID + "(?:\\.scope)?(?:/|$)")),
            new Convention("containerd", Pattern.compile("/kubepods[^/]*/(?:[^/]+/)*pod[^/]+/" + ID + "(?:/|$)")),
            new Convention("containerd", Pattern.compile("^/[A-Za-z0-9_.-]+/" + ID + "(?:/|$)")));

    private static final Pattern MONITOR = Pattern.compile("/(?:crio|libpod)-conmon-[^/]*$");
    private static final Pattern UNIT = Pattern.compile("/([^/]+\\.service)(?:/[^/]*)*$");
    private static final Pattern HOST = Pattern.compile("(?:\\.slice|/init\\.scope|/session-[^/]+\\.scope|/dev-[^/]+|\\.mount|\\.swap|\\.socket)$");
    private static final Pattern USER_SESSION = Pattern.compile("^/user\\.slice/");

    private CgroupPaths() {}

    static CgroupRole roleOf(String path) {
        if (path.equals("/") || path.isEmpty() || MONITOR.matcher(path).find()) {
            return new CgroupRole.OfHost();
        }
        CgroupRole.OfContainer outermost = null;
        int begin = Integer.MAX_VALUE;
        for (Convention convention : CONVENTIONS) {
            Matcher matcher = convention.path().matcher(path);
            if (matcher.find() && matcher.start(1) < begin) {
                begin = matcher.start(1);
                outermost = new CgroupRole.OfContainer(convention.manager(), matcher.group(1));
            }
        }
        return outermost != null ? outermost : withoutContainer(path);
    }

    private static CgroupRole withoutContainer(String path) {
        if (HOST.matcher(path).find() || USER_SESSION.matcher(path).find()) {
            return new CgroupRole.OfHost();
        }
        Matcher unit = UNIT.matcher(path);
        return unit.find() ? new CgroupRole.OfUnit(unit.group(1)) : new CgroupRole.Unclear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.helm;

import com.marcnuri.helm.Helm;
import java.nio.file.Path;

/**
 * What the program {@code helm} does, for a machine that has none. Arguments: {@code template CHART NAMESPACE [VALUES]}, {@code install} or
 * {@code upgrade CHART NAMESPACE KUBECONFIG VALUES}, {@code test} or {@code uninstall NAMESPACE KUBECONFIG}. The release is called winnow.
 */
public final class Release {

    private static final String NAME = "winnow";
    private static final int SECONDS = 120;

    private Release() {}

    public static void main(String[] arguments) {
        String done = switch (arguments[0]) {
            case "template" -> template(Path.of(arguments[1]), arguments[2]);
            case "install" -> new Helm(Path.of(arguments[1])).install().withName(NAME).createNamespace().withNamespace(arguments[2])
                    .withKubeConfig(Path.of(arguments[3])).withValuesFile(Path.of(arguments[4])).waitReady().withTimeout(SECONDS).call().getOutput();
            case "upgrade" -> new Helm(Path.of(arguments[1])).upgrade().withName(NAME).withNamespace(arguments[2])
                    .withKubeConfig(Path.of(arguments[3])).withValuesFile(Path.of(arguments[4])).waitReady().withTimeout(SECONDS).call().getOutput();
            case "test" -> Helm.test(NAME).withNamespace(arguments[1]).withKubeConfig(Path.of(arguments[2])).withTimeout(SECONDS).call().getOutput();
            case "uninstall" -> Helm.uninstall(NAME).withNamespace(arguments[1]).withKubeConfig(Path.of(arguments[2])).call();
            default -> throw new IllegalArgumentException(arguments[0]);
        };
        System.out.println(done);
    }

    /** The manifests, as {@code helm template} prints them. */
    static String template(Path chart, String namespace) {
        return new Helm(chart).template().withName(NAME).withNamespace(namespace).call();
    }
}

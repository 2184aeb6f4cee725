// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.collector.flyweight.DocumentHeader;
import io.winnow.collector.record.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Winnow this is. */
public final class BuildInfo implements IVersionProvider {

    private static final String RESOURCE = "build.properties";

    /** The version of the program. */
    public static String version() {
        return properties().getProperty("version");
    }

    @Override
    public String[] getVersion() {
        Properties build = properties();
        return new String[] {
            "winnow " + build.getProperty("version"),
            "built        " + build.getProperty("time"),
            "records      schema " + Layout.SCHEMA_VERSION,
            "queue        format " + DocumentHeader.FORMAT_VERSION,
            "java         " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")"
        };
    }

    private static Properties properties() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
        return properties;
    }
}

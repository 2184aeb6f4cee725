// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Holds what commands print as JSON against the schemas that are shipped. */
public final class CliSchemas {

    private CliSchemas() {}

    public static Set<ValidationMessage> problems(String schema, String document) throws IOException {
        try (InputStream in = Winnow.class.getResourceAsStream(schema)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in).validate(document, InputFormat.JSON);
        }
    }
}

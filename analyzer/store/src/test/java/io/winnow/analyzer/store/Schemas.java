// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Holds stored documents against the schemas that are shipped. */
public final class Schemas {

    private Schemas() {}

    public static Set<ValidationMessage> problems(String schema, Path document) throws IOException {
        try (InputStream in = BaselineStore.class.getResourceAsStream(schema)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in)
                    .validate(Files.readString(document), InputFormat.JSON);
        }
    }
}

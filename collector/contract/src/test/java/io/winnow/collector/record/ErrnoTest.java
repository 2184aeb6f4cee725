// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrnoTest {

    private static final Path HEADERS = Path.of("/usr/include/asm-generic");
    private static final Pattern DEFINITION = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)\\b");

    @Test
    void eachNumberHasTheNameOfTheKernelsHeaders() throws IOException {
        Map<String, Integer> defined = defined();
        assertThat(defined).hasSizeGreaterThan(100);
        assertThat(defined).allSatisfy((name, number) -> {
            assertThat(Errno.name(number)).as(name).hasValue(name);
            assertThat(Errno.number(name)).as(name).hasValue(number);
        });
    }

    @Test
    void eachConstantIsTheNumberOfItsName() throws IllegalAccessException {
        for (Field field : Errno.class.getFields()) {
            assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
            assertThat(Errno.number(field.getName())).as(field.getName()).hasValue(field.getInt(null));
        }
    }

    @Test
    void otherNumbersHaveNoName() {
        assertThat(Errno.name(0)).isEmpty();
        assertThat(Errno.name(41)).as("EAGAIN has another number here").isEmpty();
        assertThat(Errno.name(4000)).isEmpty();
        assertThat(Errno.number("-")).isEmpty();
    }

    private static Map<String, Integer> defined() throws IOException {
        Map<String, Integer> defined = new HashMap<>();
        for (String file : new String[] {"errno-base.h", "errno.h"}) {
            Matcher definition = DEFINITION.matcher(Files.readString(HEADERS.resolve(file)));
            while (definition.find()) {
                defined.put(definition.group(1), Integer.valueOf(definition.group(2)));
            }
        }
        return defined;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TracerOptionsTest {

    @Test
    void theDefaultsServeAHostWithAThousandContainers() {
        assertThat(TracerOptions.DEFAULT.slots()).isEqualTo(1024);
        assertThat(TracerOptions.DEFAULT.items()).isEqualTo(65536);
        assertThat(TracerOptions.DEFAULT.ringBytes()).isEqualTo(16 << 20);
        assertThat(TracerOptions.DEFAULT.pinDirectory()).isEmpty();
        assertThat(TracerOptions.DEFAULT.capabilities()).isTrue();
    }

    @Test
    void sizesThatTheKernelWouldRefuseAreNamed() {
        assertThatThrownBy(() -> TracerOptions.DEFAULT.withSlots(1)).hasMessageContaining("slots=1: must be 2..65536");
        assertThatThrownBy(() -> TracerOptions.DEFAULT.withSlots(65537)).hasMessageContaining("slots=65537");
        assertThatThrownBy(() -> TracerOptions.DEFAULT.withRingBytes(5000)).hasMessageContaining("ringBytes=5000: must be a power of two");
        assertThatThrownBy(() -> TracerOptions.DEFAULT.withRingBytes(2048)).hasMessageContaining("at least 4096");
    }

    @Test
    void aLibraryThatIsNotThereIsNamedWithTheRemedy() {
        System.setProperty(LibraryFile.DIRECTORY_PROPERTY, "/no/such/directory");
        try {
            assertThatThrownBy(LibraryFile::locate)
                    .isInstanceOf(TracerException.class)
                    .hasMessageContaining("/no/such/directory/libwinnow.so cannot be read")
                    .hasMessageContaining("winnow.native.dir");
        } finally {
            System.clearProperty(LibraryFile.DIRECTORY_PROPERTY);
        }
        Path unpacked = LibraryFile.locate();
        assertThat(unpacked).isReadable();
        assertThat(unpacked.getParent().toFile().canExecute()).isTrue();
    }
}

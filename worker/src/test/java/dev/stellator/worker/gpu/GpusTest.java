package dev.stellator.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
    private static final Gpus ONE = new Gpus("570.86.15", List.of(new Gpus.Gpu(0, "NVIDIA L4", 24L << 30)));

    @TempDir
    Path folder;

    @Test
    void shouldReadWhatTheKernelsModuleTells() throws IOException {
        Files.writeString(
                folder.resolve("version"),
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.86.15  Thu Jan 23 22:50:36 UTC 2025\nGCC version: 12\n");
        for (String card : List.of("0000:01:00.0", "0000:02:00.0")) {
            Path about = Files.createDirectories(folder.resolve("gpus").resolve(card));
            Files.writeString(
                    about.resolve("information"),
                    "Model: \t\t NVIDIA L4\nIRQ:   \t\t 127\nBus Location: \t " + card + "\n");
        }
        Gpus gpus = Gpus.kernel(folder);
        assertThat(gpus.driver()).isEqualTo("570.86.15");
        assertThat(gpus.devices()).containsExactly(new Gpus.Gpu(0, "NVIDIA L4", 0), new Gpus.Gpu(1, "NVIDIA L4", 0));
    }

    @Test
    void shouldSeeNoneWhereThereIsNoDriver() {
        assertThat(Gpus.kernel(folder.resolve("nothing")).isEmpty()).isTrue();
    }

    @Test
    void shouldNameTheRemedy() {
        assertThat(TensorEngine.remedy(new Gpus("", List.of()), false, null)).contains("no NVIDIA GPU is seen here");
        assertThat(TensorEngine.remedy(ONE, false, null))
                .contains("there is a GPU (NVIDIA L4, 24 GiB; driver 570.86.15)", "no CUDA libraries");
        assertThat(TensorEngine.remedy(ONE, true, null)).contains("does not see it", "driver of version");
        assertThat(TensorEngine.remedy(ONE, false, "/opt/torch")).contains("PYTORCH_LIBRARY_PATH=/opt/torch");
    }
}

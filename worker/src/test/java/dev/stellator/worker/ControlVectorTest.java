package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.worker.internal.gguf.GgufFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlVectorTest {
    @TempDir
    Path folder;

    private static ControlVector vector(int first) {
        return new ControlVector(
                "llama",
                new TreeMap<>(
                        Map.of(first, new float[] {1, -2.5f, 3e-8f}, first + 3, new float[] {0, 7, Float.MIN_VALUE})));
    }

    @Test
    void shouldBeReadBackAsGguf() {
        Path file = folder.resolve("vector.gguf");
        vector(2).writeGguf(file);
        try (GgufFile read = GgufFile.open(file)) {
            assertThat(read.metadata())
                    .containsEntry("general.architecture", "controlvector")
                    .containsEntry("controlvector.model_hint", "llama")
                    .containsEntry("controlvector.layer_count", 2L);
            assertThat(read.tensors()).containsOnlyKeys("direction.2", "direction.5");
        }
        try (GgufSource read = GgufSource.open(file)) {
            assertVectors(read, 2);
        }
    }

    @Test
    void shouldBeReadBackAsSafetensors() {
        Path file = folder.resolve("vector.safetensors");
        vector(0).writeSafetensors(file, Map.of("path", "lamp \"to\" mill"));
        try (Safetensors read = new Safetensors(List.of(file))) {
            assertVectors(read, 0);
        }
    }

    private static void assertVectors(TensorSource source, int first) {
        vector(first).directions().forEach((layer, expected) -> {
            float[] found = new float[source.columns("direction." + layer)];
            source.read("direction." + layer, 0, 1, found);
            assertThat(found).containsExactly(expected);
        });
    }

    @Test
    void shouldRefuseWhatReadersDoNotKnow() {
        assertThatThrownBy(() -> vector(0).writeGguf(folder.resolve("none.gguf")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count layers from 1");
        assertThatThrownBy(() ->
                        new ControlVector("llama", new TreeMap<>(Map.of(1, new float[] {1}, 2, new float[] {1, 2}))))
                .hasMessageContaining("one width");
    }
}

package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.embedding.Embedder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MiniLmEmbedderIT {
    private static final List<String> TEXTS = List.of(
            "The theory contradicts itself.",
            "There is a contradiction in the theory.",
            "She bought fresh bread at the market.",
            "A man is eating food.",
            "A man is eating a piece of bread.",
            "A cheetah is running behind its prey.",
            "Rivers change their beds, and maps are slow to follow. ".repeat(40),
            "",
            "Теория противоречит сама себе.");

    private Embedder embedder = MiniLmEmbedder.open(2);

    @BeforeAll
    void warmUp() {
        embedder.embed(TEXTS);
    }

    @AfterAll
    void close() {
        embedder.close();
    }

    @Test
    void shouldGiveUnitVectorsInInputOrder() {
        List<float[]> vectors = embedder.embed(TEXTS);
        assertThat(vectors).hasSameSizeAs(TEXTS);
        for (float[] vector : vectors) {
            assertThat(vector).hasSize(embedder.dimensions());
            assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-6));
        }
        assertThat(embedder.embed(List.of())).isEmpty();
    }

    @Test
    void shouldGiveTheSameVectorWhateverTheBatch() {
        List<String> many = new ArrayList<>(TEXTS);
        for (int i = 0; i < 70; i++) {
            many.add("Another sentence of some length, with number " + i + " at its end. ".repeat(i % 5));
        }
        List<float[]> together = embedder.embed(many);
        for (int i = 0; i < many.size(); i++) {
            assertThat(embedder.embed(List.of(many.get(i))).get(0)).containsExactly(together.get(i), within(1e-5f));
        }
    }

    /** 0.755 was measured with this very artifact; it guards pooling and truncation against silent change. */
    @Test
    void shouldPutParaphrasesCloserThanStrangers() {
        List<float[]> v = embedder.embed(TEXTS);
        assertThat(cosine(v.get(0), v.get(1))).isGreaterThan(0.75);
        assertThat(cosine(v.get(0), v.get(2))).isLessThan(0.15);
        assertThat(cosine(v.get(3), v.get(4))).isCloseTo(0.755, within(0.002));
        assertThat(cosine(v.get(3), v.get(5))).isLessThan(0.25);
    }

    @Test
    void shouldNameModelPrecisionAndHash() {
        assertThat(embedder.id()).matches("all-MiniLM-L6-v2/f32/[0-9a-f]{12}");
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }
}

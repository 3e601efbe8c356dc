package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.study.SmallModels;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Behaviour.Case;
import dev.stellator.study.measure.Behaviour.Written;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.LogitIntervention;
import dev.stellator.worker.intervention.PositionSelector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BehaviourTest {
    private static final List<String> STEPS = List.of("error", "theory");

    private static final Intervention BIAS =
            new LogitIntervention.LogitBias(Map.of(7, 4f), PositionSelector.EVERYWHERE);

    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Behaviour behaviour() {
        return new Behaviour(model, new HashedVectors());
    }

    private static Case written(List<Intervention> acting) {
        int[] beginning = Objects.requireNonNull(
                behaviour().beginning("a theory is tested by what it forbids and by what it allows to happen"));
        return new Case(beginning, STEPS, List.of(new int[] {5}, new int[] {6}), acting);
    }

    private static List<Written> write(List<Case> cases) {
        return behaviour().write(cases, 4, Progress.SILENT);
    }

    @Test
    void shouldWriteTheSameAloneAsBesideOthersThatSomethingElseActsOn() {
        Case plain = written(List.of());
        Case biased = written(List.of(BIAS));
        Written alone = write(List.of(plain)).get(0);
        List<Written> together = write(List.of(plain, biased, plain, biased));
        Written first = together.get(0);
        assertThat(first.text()).isEqualTo(alone.text());
        assertThat(first.order()).isCloseTo(alone.order(), within(1e-6));
        assertThat(first.surprise()).isCloseTo(alone.surprise(), within(1e-4));
        assertThat(first.kl()).isCloseTo(0, within(1e-6));
        assertThat(together.get(1).kl()).isPositive();
        assertThat(together.get(3).kl()).isPositive();
    }

    @Test
    void shouldTellOfEachSubwordHowMuchLikelierItBecame() {
        List<Written> written = write(List.of(written(List.of()), written(List.of(BIAS))));
        assertThat(written.get(0).subwords())
                .hasSize(STEPS.size() * Behaviour.PART)
                .allSatisfy(subword -> assertThat(subword.change()).isCloseTo(0, within(1e-5)));
        assertThat(written.get(1).subwords())
                .anySatisfy(subword -> assertThat(Math.abs(subword.change())).isGreaterThan(1e-3));
        assertThat(String.join(
                        "",
                        written.get(0).subwords().stream()
                                .map(Behaviour.Subword::text)
                                .toList()))
                .isEqualTo(written.get(0).text());
    }

    /** A vector for each text, the same whenever it is asked for. */
    private static final class HashedVectors implements Embedder {
        @Override
        public String id() {
            return "hashed";
        }

        @Override
        public int dimensions() {
            return 8;
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            return texts.stream().map(HashedVectors::vector).toList();
        }

        private static float[] vector(String text) {
            Random random = new Random(Hashes.sha256(text).hashCode());
            float[] vector = new float[8];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            return vector;
        }

        @Override
        public void close() {}
    }
}

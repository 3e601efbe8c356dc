package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.Reaction.Arm;
import dev.stellator.study.reaction.Reaction.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private static final int TEXTS = 24;

    private final List<Arm> arms = new ArrayList<>();
    private final List<Scores> scores = new ArrayList<>();
    private final Random random = new Random(6);
    private int clusters = 8;
    private int steps = 5;

    private Estimate estimate(double[] values) {
        return Estimate.of(
                values,
                IntStream.range(0, values.length)
                        .mapToObj(i -> "c" + i % clusters)
                        .toList(),
                1);
    }

    private double[] around(double mean) {
        return IntStream.range(0, TEXTS)
                .mapToDouble(i -> mean + 0.1 * random.nextGaussian())
                .toArray();
    }

    private void arm(String family, double vocabulary, double order, double ownOrder) {
        Scores some = new Scores(around(vocabulary), around(order), around(ownOrder), around(0), 0.2, -3);
        scores.add(some);
        arms.add(new Arm(
                family + arms.size(),
                family,
                Collections.nCopies(steps, "step"),
                1,
                1,
                true,
                0.2,
                0.2,
                true,
                estimate(some.vocabulary()),
                estimate(some.order()),
                estimate(some.ownOrder()),
                estimate(some.anchor()),
                0,
                0,
                20,
                List.of()));
    }

    private void draws(String family, int count, double spread, double ownOrder) {
        for (int i = 0; i < count; i++) {
            arm(family, spread * random.nextGaussian(), spread * random.nextGaussian(), ownOrder);
        }
    }

    private List<Comparison> compared() {
        return new Comparisons(1, this::estimate).of(arms, scores, List.of());
    }

    private Comparison row(PrimaryMeasure measure, String arm, String control) {
        return compared().stream()
                .filter(one -> one.measure().equals(measure.label())
                        && one.arm().equals(arm)
                        && one.control().equals(control))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldDecideByTwoTestsThatAreAdjustedForEachOtherAlone() {
        arm("path", 1, 1, 1);
        draws(Controls.PERMUTED, 100, 0.2, 1);
        draws(Controls.BASIN, 100, 0.2, 1);
        for (int i = 0; i < 20; i++) {
            arm("contrast " + i, 1, 1, 1);
        }
        assertThat(compared()).filteredOn(Comparison::primary).hasSize(2).allSatisfy(test -> {
            assertThat(test.p()).isLessThan(0.01);
            assertThat(test.q()).isEqualTo(test.p());
            assertThat(test.verdict()).isEqualTo("path is above");
        });
        assertThat(Verdicts.told(arms.get(0), List.of(), compared()))
                .filteredOn(sentence -> sentence.startsWith("Primary test"))
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("path is above") && sentence.contains("100 draws"));
    }

    @Test
    void shouldSayNoEffectWhereOneCouldHaveBeenSeen() {
        arm("path", 0, 0, 0);
        draws(Controls.PERMUTED, 100, 0.5, 0);
        draws(Controls.BASIN, 100, 0.5, 0);
        assertThat(compared()).filteredOn(Comparison::primary).hasSize(2).allSatisfy(test -> {
            assertThat(test.verdict()).isEqualTo("no effect seen");
            assertThat(test.needs()).isEmpty();
        });
    }

    @Test
    void shouldSayWhatItTakesWhereAShortPathHasFewOrdersAndADrawIsMissing() {
        steps = 3;
        arm("path", 1, 1, 1);
        draws(Controls.PERMUTED, 5, 0.1, 1);
        draws(Controls.BASIN, 9, 0.1, 1);
        assertThat(row(PrimaryMeasure.ORDER, "path", Controls.PERMUTED).verdict())
                .isEqualTo("cannot tell: needs 4 steps (3 have 5 other orders) or 2 such paths");
        assertThat(row(PrimaryMeasure.VOCABULARY, "path", Controls.BASIN).verdict())
                .isEqualTo("cannot tell: needs 19 draws (9 there)");
        assertThat(Verdicts.told(arms.get(0), List.of(), compared()))
                .noneMatch(sentence -> sentence.contains("no effect") || sentence.contains("cannot tell"));
        assertThat(Verdicts.open(compared()))
                .anyMatch(sentence -> sentence.contains("needs 4 steps"))
                .anyMatch(sentence -> sentence.contains("needs 19 draws (9 there)"));
    }

    @Test
    void shouldAskForClustersWhereTheTextsAreTooFewDocuments() {
        clusters = 3;
        arm("path", 1, 1, 1);
        arm(Controls.PROMPT, 1, 1, 1);
        assertThat(row(PrimaryMeasure.VOCABULARY, "path", Controls.PROMPT).verdict())
                .startsWith("cannot tell: needs")
                .contains("clusters of documents (3 there)");
        assertThat(Verdicts.told(arms.get(0), List.of(), compared()))
                .noneMatch(sentence -> sentence.contains("no effect"))
                .anyMatch(sentence -> sentence.contains("needs 6 clusters of documents (3 there)"));
    }

    /** What the model writes in each of twelve texts: the path's arm, and the prompt's, over the base model's. */
    private List<String> told(double path, double prompt) {
        clusters = 12;
        arm("path", 1, 1, 1);
        Estimate pathOver = estimate(around(path));
        List<Comparison> read =
                Verdicts.read(List.of(new Comparison(BehaviourStudy.MEASURE, "path", "base", pathOver, true)), steps);
        return Verdicts.told(
                arms.get(0),
                List.of(writing("base", 0), writing("path", path), writing(Controls.PROMPT, prompt)),
                read);
    }

    private Reaction.Writing writing(String arm, double overBase) {
        return new Reaction.Writing(arm, estimate(around(overBase)), estimate(around(0)), 0, 0, 0, 0, 0, List.of());
    }

    @Test
    void shouldBeginWithWhatTheModelWritesBesideTheSameWordsInThePrompt() {
        assertThat(told(0.1, 0).get(0))
                .startsWith("What the model writes walks the path")
                .contains("with the same words in the prompt they do not");
        assertThat(told(0.1, 0.1).get(0)).contains("with the same words in the prompt they do, too");
        assertThat(told(0, 0).get(0)).startsWith("What the model writes cannot be told to walk the path");
        assertThat(told(-0.1, 0).get(0)).startsWith("What the model writes goes against the path");
    }

    @Test
    void shouldTellThatARailIsFollowedFromThatThePathDoesMoreThanAnother() {
        arm("path", 0, 1, 1);
        draws(Controls.BASIN, 100, 0.3, 1);
        draws(Controls.RANDOM, 100, 0.3, 1);
        // Any rail is followed, on its own neighbours: so are the random ones.
        assertThat(row(PrimaryMeasure.OWN_ORDER, "path", Comparisons.BASE).verdict())
                .isEqualTo("path is above");
        assertThat(row(PrimaryMeasure.OWN_ORDER, Controls.RANDOM, Comparisons.BASE)
                        .verdict())
                .isEqualTo("random path is above");
        // That this path is more than another is said by neither its own order nor its vocabulary.
        assertThat(row(PrimaryMeasure.OWN_ORDER, "path", Controls.RANDOM).verdict())
                .isNotEqualTo("path is above");
        assertThat(row(PrimaryMeasure.VOCABULARY, "path", Controls.BASIN).verdict())
                .isEqualTo("no effect seen");
        assertThat(compared())
                .noneMatch(one -> one.measure().equals(PrimaryMeasure.ORDER.label())
                        && one.control().equals(Controls.RANDOM));
    }
}

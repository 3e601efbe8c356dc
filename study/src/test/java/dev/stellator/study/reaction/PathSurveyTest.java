package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.PathSurvey.Surveyed;
import dev.stellator.study.reaction.Reaction.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathSurveyTest {
    private static final int DRAWS = 5;

    private static Arm arm(String family, double value) {
        Estimate estimate = new Estimate(value, value, value, 0.5, 1, 8, 8);
        return new Arm(
                family,
                family,
                List.of("step"),
                1,
                1,
                true,
                0.2,
                0.2,
                true,
                estimate,
                estimate,
                estimate,
                estimate,
                0,
                0,
                20,
                List.of());
    }

    private static Reaction reaction(double path, double[] draws, double prompt) {
        List<Arm> arms = new ArrayList<>();
        arms.add(arm("path", path));
        for (double draw : draws) {
            arms.add(arm(Controls.BASIN, draw));
        }
        arms.add(arm(Controls.PROMPT, prompt));
        return new Reaction(
                "m", 1, 8, 8, 8, 0, 20, List.of(), arms, List.of(), "", List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of());
    }

    private static PathSurvey.Row row(PathSurvey survey, String control) {
        return survey.rows().stream()
                .filter(row -> row.measure().equals(PrimaryMeasure.VOCABULARY.label())
                        && row.control().equals(control))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldAveragePathsThatShareABasinOrAnAnchorBeforeAnythingIsCounted() {
        double[] draws = {0, 0.1, -0.1, 0.05, -0.05};
        List<Surveyed> paths = List.of(
                new Surveyed(reaction(1, draws, 0), "a", "lamp"),
                new Surveyed(reaction(3, draws, 0), "a", "map"),
                new Surveyed(reaction(5, draws, 0), "b", "Map"),
                new Surveyed(reaction(9, draws, 0), "c", "bread"));
        PathSurvey survey = PathSurvey.of(paths, 1);
        assertThat(survey.paths()).isEqualTo(4);
        assertThat(survey.groups()).isEqualTo(2);
        PathSurvey.Row row = row(survey, Controls.BASIN);
        assertThat(row.path()).isCloseTo(6, within(1e-12));
        assertThat(row.paths()).isEqualTo(4);
        assertThat(row.above()).isEqualTo(4);
        assertThat(row.difference().clusters()).isEqualTo(2);
        assertThat(row.p()).isEqualTo(1.0 / 36);
        assertThat(row.difference().low()).isNaN();
    }

    @Test
    void shouldNotCallOneLuckyAnchorAFinding() {
        // One draw of luck, seen through eight paths that all lead to one anchor.
        double[] draws = {0, 0.1, -0.1, 0.05, -0.05};
        List<Surveyed> paths = IntStream.range(0, 8)
                .mapToObj(i -> new Surveyed(reaction(0.3, draws, 0), "basin " + i, "lamp"))
                .toList();
        PathSurvey.Row row = row(PathSurvey.of(paths, 1), Controls.BASIN);
        assertThat(row.p()).isEqualTo(1.0 / 6);
        assertThat(row.verdict()).startsWith("cannot tell: needs more draws or more paths");
    }

    @Test
    void shouldCallItsShareOfNullsSignificantAlthoughPathsShareBasins() {
        Random random = new Random(4);
        int found = 0;
        for (int run = 0; run < 300; run++) {
            List<Surveyed> paths = new ArrayList<>();
            for (int basin = 0; basin < 4; basin++) {
                double[] shared = random.doubles(DRAWS + 1L).toArray();
                for (int path = 0; path < 3; path++) {
                    double[] draws = IntStream.range(1, shared.length)
                            .mapToDouble(i -> shared[i] + 0.1 * random.nextGaussian())
                            .toArray();
                    paths.add(new Surveyed(
                            reaction(shared[0] + 0.1 * random.nextGaussian(), draws, 0),
                            "basin " + basin,
                            "anchor " + basin + path));
                }
            }
            found += row(PathSurvey.of(paths, run), Controls.BASIN).p() <= 0.05 ? 1 : 0;
        }
        // 15 expected of 300; two binomial standard errors are 7.5.
        assertThat(found).isBetween(7, 23);
    }

    @Test
    void shouldFindWhatManyBasinsShare() {
        double[] draws = {0, 0.1, -0.1, 0.05, -0.05};
        List<Surveyed> paths = IntStream.range(0, 8)
                .mapToObj(i -> new Surveyed(reaction(0.5 + 0.01 * i, draws, 0), "basin " + i, "anchor " + i))
                .toList();
        PathSurvey survey = PathSurvey.of(paths, 1);
        assertThat(row(survey, Controls.BASIN).verdict()).isEqualTo("paths are above");
        assertThat(row(survey, Controls.BASIN).primary()).isTrue();
        assertThat(row(survey, Controls.PROMPT).verdict()).isEqualTo("paths are above");
        assertThat(row(survey, Controls.PROMPT).p()).isEqualTo(2.0 / 256);
        assertThat(survey.rows())
                .filteredOn(row -> row.control().equals(Comparisons.BASE))
                .hasSize(2);
    }
}

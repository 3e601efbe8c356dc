package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.basin.FakeGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.simulation.SmallWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StudyPlannerTest {
    private static final SmallWorld WORLD = new SmallWorld();
    private static final List<Token> STEPS =
            List.of(FakeGraph.token("claim"), FakeGraph.token("axiom"), FakeGraph.token("reason"));
    private static final Program PROGRAM = Program.parse(
            """
            TOKEN -> "claim"
            TOKEN -> "axiom"
            TOKEN -> "reason"
            DRIFT -> attention sweep
            """);

    private static StudyPlanner.Plan plan() {
        return new StudyPlanner(WORLD.graph(), WORLD.graph(), WORLD)
                .plan(
                        new StudyPlanner.Subject("b0", STEPS, Set.of()),
                        PROGRAM,
                        new Controls.Choice(40, Controls.Fixed.ALL),
                        3);
    }

    private static List<Control> family(String name) {
        return plan().controls().stream()
                .filter(control -> control.family().equals(name))
                .toList();
    }

    @Test
    void shouldDrawNoWatchedWordNorAFormOfOneIntoARandomPath() {
        WordSets words = plan().words();
        List<String> watched = new ArrayList<>(words.contents());
        words.neighbours().forEach(watched::addAll);
        PROGRAM.tokens().forEach(watched::add);
        assertThat(words.vocabulary()).isNotEmpty();
        assertThat(words.neighbours()).allSatisfy(near -> assertThat(near).isNotEmpty());
        for (String family : List.of(Controls.RANDOM, Controls.BASIN)) {
            assertThat(family(family)).isNotEmpty().allSatisfy(control -> assertThat(
                            control.program().tokens())
                    .allMatch(token -> WordSets.unrelated(token, watched)));
        }
    }

    @Test
    void shouldDrawTheSecondNullFromWhatTheBasinMentions() {
        Set<String> mentioned = Set.copyOf(WORLD.thoughts().stream()
                .filter(thought -> thought.position() % 2 == 0)
                .flatMap(thought -> List.of(thought.text().split(" ", -1)).stream())
                .distinct()
                .toList());
        assertThat(family(Controls.BASIN)).isNotEmpty().allSatisfy(control -> assertThat(mentioned)
                .containsAll(control.program().tokens()));
        assertThat(family(Controls.RANDOM)).anySatisfy(control -> assertThat(mentioned)
                .doesNotContainAnyElementsOf(control.program().tokens()));
    }

    @Test
    void shouldLeaveTokensThatStandOutToBeDrawn() {
        WordSets words = plan().words();
        Set<String> own = Set.of("law", "cause", "truth", "proof", "logic");
        // Of the five that stand out beside the path's, at most three are watched, the others can be drawn.
        assertThat(words.vocabulary()).containsAnyElementsOf(own);
        assertThat(own.stream().filter(word -> !words.vocabulary().contains(word)))
                .hasSizeBetween(2, 3);
    }

    @Test
    void shouldScoreRandomPathsOnNeighboursOfTheirOwn() {
        assertThat(family(Controls.RANDOM)).allSatisfy(control -> {
            assertThat(control.neighbours()).hasSize(3);
            assertThat(control.neighbours()).anySatisfy(near -> assertThat(near).isNotEmpty());
            control.neighbours().forEach(near -> assertThat(near)
                    .allMatch(word -> WordSets.unrelated(word, control.program().tokens())));
        });
    }
}

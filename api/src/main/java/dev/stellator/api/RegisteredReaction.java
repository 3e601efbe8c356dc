package dev.stellator.api;

import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Control;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.PrimaryMeasure;
import dev.stellator.study.reaction.PrimaryTest;
import dev.stellator.study.reaction.StudyPlanner.Plan;
import java.util.Arrays;
import java.util.List;

/** What decides, written down before anything is measured. */
record RegisteredReaction(
        String path,
        String program,
        double budget,
        long seed,
        List<String> primaryTests,
        String measures,
        String test,
        List<Control> controls,
        List<String> vocabulary,
        List<String> matchedWords,
        List<List<String>> neighbours,
        List<String> calibrationTexts,
        List<String> heldOutTexts) {
    static RegisteredReaction of(StoredPath path, Program program, Studies.ReactionSettings settings, Study study) {
        Plan plan = study.plan();
        return new RegisteredReaction(
                path.id(),
                program.print(),
                settings.budget(),
                study.seed(),
                Arrays.stream(PrimaryTest.values()).map(PrimaryTest::label).toList(),
                PrimaryMeasure.versions(),
                "two-sided at 0.05 after Benjamini and Hochberg, over the primary tests and over all others apart;"
                        + " drawn paths by label permutation over programs, other contrasts by texts with clusters"
                        + " changing sign; all at the mean KL that the path reaches on the held-out texts",
                plan.controls(),
                plan.words().vocabulary(),
                plan.words().matched(),
                plan.words().neighbours(),
                study.material().building().stream().map(Material.Text::id).toList(),
                study.material().heldOut().stream().map(Material.Text::id).toList());
    }

    /**
     * What is to be measured.
     *
     * @param material of the plan, as much as the settings ask for
     */
    record Study(Plan plan, Material material, long seed) {}
}

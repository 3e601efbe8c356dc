package dev.stellator.study.reaction;

import dev.stellator.study.reaction.Reaction.Arm;
import dev.stellator.study.reaction.ReactionStudy.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What limits the reading of a study's numbers. */
final class Notes {
    private Notes() {}

    static List<String> of(Request request, StudyTexts texts, WordIds words, List<Arm> arms) {
        List<String> notes = new ArrayList<>();
        notes.add("Strengths were calibrated on " + texts.calibrationTexts()
                + " texts of the building half; effects were measured on the held-out half. Basin and path were found"
                + " on the whole corpus.");
        notes.addAll(words.notes());
        arms.stream()
                .filter(arm ->
                        !arm.budgetReached() && !Double.isNaN(arm.reached95()) && !Controls.isDrawn(arm.family()))
                .forEach(arm -> notes.add("Arm '" + arm.name() + "' did not reach the budget: its 95th percentile of"
                        + " KL is " + String.format(Locale.ROOT, "%.2f", arm.reached95()) + " nats."));
        notes.addAll(unequal(arms));
        if (!request.promptOpen()) {
            notes.add("The prompt lies outside the program's zone: its continuation is the base model's.");
        }
        if (texts.closed() > 0) {
            notes.add(texts.closed() + " held-out texts lie outside the program's zone: there the model is the base"
                    + " model, and they are not counted.");
        }
        return notes;
    }

    /** Which arms are not compared at the path's KL. */
    private static List<String> unequal(List<Arm> arms) {
        Map<String, List<Arm>> families = new LinkedHashMap<>();
        arms.stream().filter(arm -> !arm.equalKl()).forEach(arm -> families.computeIfAbsent(
                        arm.family(), name -> new ArrayList<>())
                .add(arm));
        List<String> notes = new ArrayList<>();
        families.forEach((family, some) -> notes.add((some.size() == 1 ? "Arm '" : some.size() + " draws of '") + family
                + "' could not be brought to the path's KL: measured at a mean of "
                + String.format(
                        Locale.ROOT,
                        "%.3f nats, the path at %.3f.",
                        some.stream().mapToDouble(Arm::klCompared).average().orElse(Double.NaN),
                        arms.get(0).klMean())));
        return notes;
    }
}

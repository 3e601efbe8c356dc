package dev.stellator.study.thinking;

import dev.stellator.worker.intervention.Intervention;
import java.util.List;

/**
 * What acts in an arm of thinking, step by step.
 *
 * @param name of the arm
 * @param tokens the step that is shown at each step of the chain; the path's where nothing is shown
 * @param acting on the thought that is born at each step; nothing for the base model
 * @param kl mean KL(base || arm) that its strengths reached on calibration texts, nats a subword, mean over the steps; 0 for
 *     the base model, NaN where the program fixes its strength
 */
record StepArm(String name, List<String> tokens, List<List<Intervention>> acting, double kl) {
    StepArm {
        tokens = List.copyOf(tokens);
        acting = acting.stream().map(List::copyOf).toList();
    }
}

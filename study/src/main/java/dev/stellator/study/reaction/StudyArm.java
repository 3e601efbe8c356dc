package dev.stellator.study.reaction;

import dev.stellator.study.reaction.ArmCompiler.Treatment;
import dev.stellator.study.reaction.Control.Kind;
import dev.stellator.worker.intervention.Intervention;
import java.util.List;

/** An arm of a study with what it does to the model. */
record StudyArm(Control control, Treatment treatment) {
    String family() {
        return control.family();
    }

    /** Whether a budget sets its strength. */
    boolean open() {
        return treatment.open();
    }

    /** Whether its strength is the multiple of a vector, not a gain. */
    boolean multiplies() {
        return control.kind() == Kind.DIFFERENCE_OF_MEANS || control.kind() == Kind.RANDOM_DIRECTION;
    }

    /** @param strength NaN where the arm has none to set */
    List<Intervention> at(double strength) {
        return treatment.dose().at(Double.isNaN(strength) ? 0 : strength, 0, 0);
    }
}

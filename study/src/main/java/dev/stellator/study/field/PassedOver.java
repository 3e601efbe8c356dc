package dev.stellator.study.field;

import dev.stellator.engine.InputRefusedException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Why no field is learned on a path into some basin. */
enum PassedOver {
    LANGUAGE("mainly in another language than the model knows"),
    TEXTS("with too few texts of a length to be measured in one half of the documents"),
    PATH("that no path leads into"),
    STEPS("whose path has too few steps"),
    WORDS("where a step has too few words near it that are one subword to the model");

    private final String said;

    PassedOver(String said) {
        this.said = said;
    }

    /** How many basins each reason passed over. */
    static final class Count {
        private final Map<PassedOver, Integer> basins = new EnumMap<>(PassedOver.class);

        void add(PassedOver reason) {
            basins.merge(reason, 1, Integer::sum);
        }

        /**
         * @param found paths that there are
         * @param large basins that were looked at
         * @param smallest thoughts of a basin that is looked at
         */
        InputRefusedException refusal(int found, int large, int smallest) {
            String reasons = Arrays.stream(values())
                    .filter(basins::containsKey)
                    .map(reason -> basins.get(reason) + " " + reason.said)
                    .collect(Collectors.joining(", "));
            return new InputRefusedException("a field is learned from at least " + FieldMaterial.FEWEST
                    + " paths into basins of their own, and this"
                    + " corpus gives " + found + ": it has " + large + " basins of " + smallest
                    + " thoughts or more" + (reasons.isEmpty() ? "" : ", " + reasons) + "; "
                    + (basins.getOrDefault(LANGUAGE, 0) > large / 2
                            ? "choose a model that reads this language (--model)"
                            : "import more text"));
        }
    }
}

package dev.stellator.cli;

import dev.stellator.api.json.FieldOutput;
import dev.stellator.api.json.Numbers;
import dev.stellator.study.learned.LearnedField;
import java.util.List;

/** A field on a page: what a page draws of its numbers beside what was measured. */
record FieldView(FieldOutput output, Numbers numbers) {
    FieldView(FieldOutput output, LearnedField field) {
        this(
                output,
                new Numbers(
                        field.lowest(),
                        field.nats(),
                        field.contrast(),
                        field.maps().stream()
                                .map(map -> new MapSize(map.layer(), map.size()))
                                .toList()));
    }

    /**
     * @param nats [distance][layer][head]
     * @param contrast [layer][head]; empty for none
     */
    record Numbers(int lowest, float[][][] nats, float[][] contrast, List<MapSize> maps) {
        Numbers {
            maps = List.copyOf(maps);
        }
    }

    /** @param size of what a layer's map adds, beside what it maps */
    record MapSize(int layer, double size) {}
}

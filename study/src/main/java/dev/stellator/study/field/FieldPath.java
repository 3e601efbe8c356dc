package dev.stellator.study.field;

import java.util.List;

/**
 * A path as a field is learned and measured on it.
 *
 * @param id of the path, or of what stands in its place
 * @param basinId paths of one basin stand on one side of the split
 * @param tokens its steps, in order
 * @param trained words near each step that a training may move
 * @param measured words near each step that nothing is trained on
 * @param building texts of the basin from the building half of the corpus
 * @param heldOut texts of the basin from the other half
 * @param mentioning texts of the building half that mention each step
 * @param others tokens of the basin's building texts, from which rails are drawn besides the path while it is trained on
 * @param random a path that could have been drawn in its place; without tokens where none could
 */
public record FieldPath(
        String id,
        String basinId,
        List<String> tokens,
        List<List<String>> trained,
        List<List<String>> measured,
        List<String> building,
        List<String> heldOut,
        List<List<String>> mentioning,
        List<Step> others,
        RandomPath random) {
    /** A token, and words near it that a training may move. */
    public record Step(String token, List<String> trained) {
        public Step {
            trained = List.copyOf(trained);
        }
    }

    /**
     * Tokens of like document frequency and degree, in as many steps.
     *
     * @param measured words near each of them that nothing is trained on
     */
    public record RandomPath(List<String> tokens, List<List<String>> measured) {
        public static final RandomPath NONE = new RandomPath(List.of(), List.of());

        public RandomPath {
            tokens = List.copyOf(tokens);
            measured = measured.stream().map(List::copyOf).toList();
        }
    }

    public FieldPath {
        tokens = List.copyOf(tokens);
        trained = trained.stream().map(List::copyOf).toList();
        measured = measured.stream().map(List::copyOf).toList();
        building = List.copyOf(building);
        heldOut = List.copyOf(heldOut);
        mentioning = mentioning.stream().map(List::copyOf).toList();
        others = List.copyOf(others);
    }

    /** The same with tokens to draw rails from. */
    public FieldPath with(List<Step> drawnFrom) {
        return new FieldPath(id, basinId, tokens, trained, measured, building, heldOut, mentioning, drawnFrom, random);
    }

    /** The same with other steps and their words, on the same texts. */
    public FieldPath with(List<String> steps, List<List<String>> theirTrained, List<List<String>> theirMeasured) {
        return new FieldPath(
                id, basinId, steps, theirTrained, theirMeasured, building, heldOut, mentioning, others, random);
    }
}

package dev.stellator.engine.study;

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
        RandomPath random) {
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
    }

    /** The same with other steps and their words, on the same texts. */
    public FieldPath with(List<String> others, List<List<String>> theirTrained, List<List<String>> theirMeasured) {
        return new FieldPath(id, basinId, others, theirTrained, theirMeasured, building, heldOut, mentioning, random);
    }
}

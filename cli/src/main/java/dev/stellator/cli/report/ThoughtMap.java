package dev.stellator.cli.report;

import dev.stellator.api.UmapProjection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Thoughts in two dimensions by {@link UmapProjection UMAP}.
 *
 * @param note how the map was made, and what it leaves out
 */
public record ThoughtMap(String note, List<Point> points) {
    private static final int LONGEST_TEXT = 160;

    public ThoughtMap {
        points = List.copyOf(points);
    }

    /** @param basin row of the basin in the report's table */
    public record Point(float x, float y, int basin, String text) {}

    /** A thought to draw. */
    public record Item(float[] embedding, int basin, String text) {}

    /** Draws all items, or an even sample of them where there are more than {@value UmapProjection#MOST}. */
    public static ThoughtMap of(List<Item> items, long seed) {
        List<Item> drawn = sample(items);
        float[][] places = UmapProjection.knowsNeighbours(drawn.size()) ? project(drawn, seed) : plain(drawn);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            Item item = drawn.get(i);
            points.add(new Point(round(places[i][0]), round(places[i][1]), item.basin(), shortened(item.text())));
        }
        String left = drawn.size() == items.size()
                ? "All " + items.size() + " thoughts"
                : "An even sample of " + drawn.size() + " of the " + items.size() + " thoughts";
        return new ThoughtMap(
                left + " by UMAP (" + UmapProjection.NEIGHBOURS
                        + " neighbours): near points are alike, distances between far ones mean"
                        + " little. Scroll to zoom, drag to move.",
                points);
    }

    private static List<Item> sample(List<Item> items) {
        return Arrays.stream(UmapProjection.sample(items.size()))
                .mapToObj(items::get)
                .toList();
    }

    private static float[][] project(List<Item> items, long seed) {
        return UmapProjection.of(items.stream().map(Item::embedding).toArray(float[][]::new), seed);
    }

    /** Too few points for neighbourhoods: the first two coordinates have to do. */
    private static float[][] plain(List<Item> items) {
        return items.stream()
                .map(item -> new float[] {item.embedding()[0], item.embedding()[1]})
                .toArray(float[][]::new);
    }

    private static float round(float value) {
        return Math.round(value * 1000) / 1000f;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }
}

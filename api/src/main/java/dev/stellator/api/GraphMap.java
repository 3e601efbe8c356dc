package dev.stellator.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All thoughts in two dimensions, with their basins; what a page draws. Rows are thoughts in ascending order of id.
 *
 * @param version changes with the thoughts, their basins and their places
 * @param settled whether the places are UMAP's, and not the first ones
 * @param note how it was made, and what that means
 * @param ids of the thoughts; not copied, treated as read-only by everyone
 * @param places x and y of each thought, one after the other; treated likewise
 * @param basins number of each thought's basin in {@code basinIds}, -1 for none; treated likewise
 * @param zones each thought's zone: 0 stable, 1 unstable, 2 outside or in no basin; treated likewise
 * @param basinIds of the finest level, largest first
 */
public record GraphMap(
        String version,
        boolean settled,
        String note,
        String[] ids,
        float[] places,
        short[] basins,
        byte[] zones,
        List<String> basinIds) {
    private static final byte[] MAGIC = "STM1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 16;

    public GraphMap {
        basinIds = List.copyOf(basinIds);
    }

    /** The row of each thought, by id. */
    public Map<String, Integer> rows() {
        Map<String, Integer> rows = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            rows.put(ids[i], i);
        }
        return rows;
    }

    /**
     * Little-endian: {@code STM1}, the number of thoughts, the number of basins, 1 where it is settled (32 bits each); then
     * x and y of each thought (float32), the number of each one's basin (int16), of each one's zone (int8).
     */
    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + 11 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).putInt(ids.length).putInt(basinIds.size()).putInt(settled ? 1 : 0);
        for (float place : places) {
            buffer.putFloat(place);
        }
        for (short basin : basins) {
            buffer.putShort(basin);
        }
        return buffer.put(zones).array();
    }
}

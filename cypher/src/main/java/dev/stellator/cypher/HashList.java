package dev.stellator.cypher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A long list of ids that are SHA-256 hashes in hexadecimal digits: 32 bytes each, where a string takes four times that. */
final class HashList {
    private static final int BYTES = 32;
    private static final int CHUNK = 1 << 15;
    private static final HexFormat HEX = HexFormat.of();

    private final List<byte[]> chunks = new ArrayList<>();
    private final Map<Integer, String> others = new HashMap<>();
    private int size;

    int size() {
        return size;
    }

    /** Appends an id; one that is no such hash is kept as it is. */
    void add(String id) {
        if (size % CHUNK == 0) {
            chunks.add(new byte[CHUNK * BYTES]);
        }
        if (isHash(id)) {
            System.arraycopy(HEX.parseHex(id), 0, chunks.get(size / CHUNK), size % CHUNK * BYTES, BYTES);
        } else {
            others.put(size, id);
        }
        size++;
    }

    private static boolean isHash(String id) {
        return id.length() == 2 * BYTES && id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    String get(int index) {
        String other = others.get(index);
        if (other != null) {
            return other;
        }
        int at = index % CHUNK * BYTES;
        return HEX.formatHex(Arrays.copyOfRange(chunks.get(index / CHUNK), at, at + BYTES));
    }
}

package dev.stellator.worker.internal.gguf;

/**
 * Where a tensor lies.
 *
 * @param rows product of all extents but the innermost
 * @param columns the innermost extent
 * @param at byte offset in the file
 */
public record GgufTensor(String name, GgufType type, long rows, int columns, long at) {
    public long rowBytes() {
        return (long) columns / type.blockValues() * type.blockBytes();
    }
}

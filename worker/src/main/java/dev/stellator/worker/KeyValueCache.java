package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/** Keys and values of all layers, for passes that continue one another. Its arrays belong to the given manager. */
final class KeyValueCache {
    private final NDManager manager;
    private final Kernels kernels;
    private final int room;
    private final NDArray[] keys;
    private final NDArray[] values;
    private final int[] used;

    /** @param room for this many places after those of the first pass */
    KeyValueCache(NDManager manager, Kernels kernels, int layers, int room) {
        this.manager = manager;
        this.kernels = kernels;
        this.room = room;
        this.keys = new NDArray[layers];
        this.values = new NDArray[layers];
        this.used = new int[layers];
    }

    boolean empty(int layer) {
        return used[layer] == 0;
    }

    /** Adds (B, Hkv, T, Dh), and gives all that there is now: (B, Hkv, S, Dh) each, in the scope of the added. */
    NDList append(int layer, NDArray key, NDArray value) {
        Shape shape = key.getShape();
        int added = Math.toIntExact(shape.get(2));
        if (used[layer] == 0) {
            Shape whole = new Shape(shape.get(0), shape.get(1), added + room, shape.get(3));
            keys[layer] = zeros(whole);
            values[layer] = zeros(whole);
        }
        NDList all = kernels.append(keys[layer], values[layer], key, value, used[layer]);
        used[layer] += added;
        return all;
    }

    private NDArray zeros(Shape shape) {
        return kernels.stored(manager.zeros(shape));
    }

    /** Keys and values of one sequence from one place to another: (1, Hkv, to - from, Dh) each. */
    NDList slice(NDManager scope, int layer, int row, int from, int to) {
        NDIndex all = new NDIndex().addSliceDim(row, row + 1).addAllDim().addSliceDim(from, to);
        return new NDList(keys[layer].get(scope, all), values[layer].get(scope, all));
    }
}

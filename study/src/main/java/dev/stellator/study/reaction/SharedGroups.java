package dev.stellator.study.reaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups of things that share a key with another one of their group, directly or by way of others (union-find). */
final class SharedGroups {
    private final int[] parent;

    private SharedGroups(int size) {
        parent = new int[size];
        for (int i = 0; i < size; i++) {
            parent[i] = i;
        }
    }

    /**
     * @param keys of each thing
     * @return the things of each group by their number, in the order of their first ones
     */
    static List<List<Integer>> of(List<List<String>> keys) {
        SharedGroups groups = new SharedGroups(keys.size());
        Map<String, Integer> holders = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            for (String key : keys.get(i)) {
                Integer holder = holders.putIfAbsent(key, i);
                if (holder != null) {
                    groups.parent[groups.root(i)] = groups.root(holder);
                }
            }
        }
        Map<Integer, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            members.computeIfAbsent(groups.root(i), root -> new ArrayList<>()).add(i);
        }
        return List.copyOf(members.values());
    }

    private int root(int thing) {
        int root = thing;
        while (parent[root] != root) {
            root = parent[root];
        }
        return root;
    }
}

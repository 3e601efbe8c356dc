package dev.stellator.cypher;

/**
 * How the embedded database is opened.
 *
 * @param loadCsv whether LOAD CSV may read files of this machine and call addresses
 */
public record EmbeddedOptions(long pageCacheBytes, boolean loadCsv) {
    public static final EmbeddedOptions DEFAULT = new EmbeddedOptions(512L << 20, false);

    public EmbeddedOptions {
        if (pageCacheBytes < 1) {
            throw new IllegalArgumentException("expected a page cache of at least one byte, found " + pageCacheBytes);
        }
    }

    EmbeddedOptions withPageCache(long bytes) {
        return new EmbeddedOptions(bytes, loadCsv);
    }

    public EmbeddedOptions withLoadCsv(boolean allowed) {
        return new EmbeddedOptions(pageCacheBytes, allowed);
    }
}

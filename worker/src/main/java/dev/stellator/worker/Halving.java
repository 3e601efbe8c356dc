package dev.stellator.worker;

import ai.djl.engine.EngineException;
import dev.stellator.engine.StellatorException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Does work on many things at once, and where the device's memory does not hold that, on one half after the other. */
final class Halving {
    private Halving() {}

    /**
     * @param work on some of them; what it had begun when memory ran out is done again, so it must not count twice
     * @throws StellatorException when memory does not hold one thing by itself
     */
    static <T> void of(List<T> all, Consumer<List<T>> work) {
        try {
            work.accept(all);
        } catch (EngineException e) {
            if (!isOutOfMemory(e)) {
                throw e;
            }
            if (all.size() < 2) {
                throw new StellatorException(
                        "the device's memory does not hold one pass over a text ("
                                + String.valueOf(e.getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse("")
                                + "); give --precision bf16 or f16, shorter texts, or --device cpu",
                        e);
            }
            int middle = all.size() / 2;
            of(all.subList(0, middle), work);
            of(all.subList(middle, all.size()), work);
        }
    }

    static boolean isOutOfMemory(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return failure instanceof EngineException
                && (message.contains("out of memory") || message.contains("can't allocate memory"));
    }
}

package dev.stellator.serve;

import dev.stellator.api.GraphMap;
import dev.stellator.api.GraphViews;
import dev.stellator.api.GraphViews.Overview;
import dev.stellator.api.Resident;
import dev.stellator.engine.InputRefusedException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens graph, encoder and field on a thread of its own and draws the map, while the page already stands; and does what is
 * left of that again after each change. Thread-safe.
 */
final class Warmth {
    private static final String WARM = "warm";
    private static final long NANOS_BETWEEN_LOOKS = 3_000_000_000L;

    private final Resident resident;
    private final GraphViews views;
    private final UnaryOperator<String> withoutPaths;
    private final LinkedBlockingQueue<String> work = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::loop, "warm");
    private volatile String doing = "opening the graph";
    private final AtomicLong looked = new AtomicLong();
    private volatile @Nullable String failure;
    private volatile @Nullable Overview overview;

    Warmth(Resident resident, GraphViews views, UnaryOperator<String> withoutPaths) {
        this.resident = resident;
        this.views = views;
        this.withoutPaths = withoutPaths;
        thread.setDaemon(true);
    }

    void start() {
        work.add(WARM);
        thread.start();
    }

    /** The graph may have changed. */
    void again() {
        work.add(WARM);
    }

    void stop() {
        thread.interrupt();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is being done; empty when all is warm. */
    String doing() {
        return doing;
    }

    /** Why something cannot be opened; null when nothing is wrong. */
    @Nullable
    String failure() {
        return failure;
    }

    /** What the graph holds, as it was some seconds ago at most; null while it is being opened, or there is none. */
    @Nullable
    Overview overview() {
        Overview known = overview;
        long now = System.nanoTime();
        if (known != null && doing.isEmpty() && now - looked.get() > NANOS_BETWEEN_LOOKS) {
            looked.set(now);
            known = views.overview();
            overview = known;
        }
        return known;
    }

    private void loop() {
        try {
            while (true) {
                work.take();
                work.clear();
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        failure = null;
        try {
            if (!resident.hasGraph()) {
                overview = null;
                views.forgetMap();
                return;
            }
            Thread encoder = new Thread(this::openEncoder, "warm-encoder");
            encoder.setDaemon(true);
            encoder.start();
            doing = "opening the graph";
            overview = views.overview();
            GraphMap before = views.map();
            if (overview != null && overview.basins() > 0) {
                doing = "reading the field";
                views.calibration();
                doing = before == null ? "drawing the map" : "drawing the map anew";
                views.drawMap();
            } else {
                views.forgetMap();
            }
        } catch (InputRefusedException e) {
            // Basins that are not there, or not of all thoughts: the page says what to do about it.
            failure = withoutPaths.apply(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            failure = withoutPaths.apply(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } finally {
            doing = "";
        }
    }

    private void openEncoder() {
        try {
            views.warmEncoder();
        } catch (RuntimeException | LinkageError e) {
            failure = withoutPaths.apply(String.valueOf(e.getMessage()));
        }
    }
}

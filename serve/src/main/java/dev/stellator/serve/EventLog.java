package dev.stellator.serve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What happens in a job, numbered from 1, for whoever listens now and whoever comes later: the last thousands are kept.
 * Thread-safe.
 */
final class EventLog {
    private static final int KEPT = 4_000;
    private static final int MOST_CHARACTERS = 8 << 20;

    private final Deque<Event> events = new ArrayDeque<>();
    private long last;
    private long characters;
    private boolean ended;

    /** @param data one line of JSON */
    record Event(long number, String kind, String data) {}

    synchronized void add(String kind, String data) {
        last++;
        characters += data.length();
        events.add(new Event(last, kind, data));
        while (events.size() > KEPT || (characters > MOST_CHARACTERS && events.size() > 1)) {
            characters -= events.remove().data().length();
        }
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** What came after an event; waits a while for something to come. */
    synchronized List<Event> after(long number, long millis) throws InterruptedException {
        long until = System.currentTimeMillis() + millis;
        while (last <= number && !ended) {
            long left = until - System.currentTimeMillis();
            if (left <= 0) {
                return List.of();
            }
            wait(left);
        }
        List<Event> later = new ArrayList<>();
        events.forEach(event -> {
            if (event.number() > number) {
                later.add(event);
            }
        });
        return later;
    }

    /** Whether it has ended, and nothing comes after this event. */
    synchronized boolean isOver(long number) {
        return ended && last <= number;
    }
}

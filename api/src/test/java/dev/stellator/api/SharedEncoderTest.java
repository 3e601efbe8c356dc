package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedEncoderTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch mayOpen = new CountDownLatch(1);

    private Embedder slow() {
        opened.incrementAndGet();
        try {
            mayOpen.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Embedder() {
            @Override
            public String id() {
                return "slow";
            }

            @Override
            public int dimensions() {
                return 1;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                return texts.stream().map(text -> new float[] {1}).toList();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    @Test
    void shouldNotCloseWhileItIsBeingOpened() throws Exception {
        SharedEncoder encoder = new SharedEncoder(this::slow);
        Embedder view = encoder.borrow();
        CompletableFuture<Integer> opening = CompletableFuture.supplyAsync(view::dimensions);
        while (opened.get() == 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<Void> closing = CompletableFuture.runAsync(encoder::close);
        assertThat(closing).isNotDone();
        mayOpen.countDown();
        assertThat(opening.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        closing.get(20, TimeUnit.SECONDS);
        assertThat(closed).hasValue(1);
    }

    @Test
    void shouldNotOpenOnceItIsClosed() {
        mayOpen.countDown();
        SharedEncoder encoder = new SharedEncoder(this::slow);
        Embedder view = encoder.borrow();
        assertThat(view.embed(List.of("a"))).hasSize(1);
        encoder.close();
        assertThatThrownBy(() -> view.embed(List.of("a"))).isInstanceOf(StellatorException.class);
        assertThat(opened).hasValue(1);
    }
}

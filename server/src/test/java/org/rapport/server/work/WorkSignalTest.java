package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkSignalTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final WorkSignal signal = new WorkSignal();

  private CompletableFuture<Void> waiter(String kind) {
    long seen = kind == null ? signal.count() : signal.count(kind);
    return CompletableFuture.runAsync(
        () -> assertThatNoException().isThrownBy(() -> signal.await(kind, seen, LONG)));
  }

  private static void isWoken(CompletableFuture<Void> waiter) throws Exception {
    waiter.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whoWaitsForAKindSleepsThroughOthers() throws Exception {
    long messages = signal.count("message");

    signal.raise("change");

    assertThat(signal.count("message")).isEqualTo(messages);
    signal.await("message", messages, Duration.ofMillis(1));
    assertThat(signal.count("change")).isEqualTo(1);
  }

  @Test
  void whoWaitsForAKindIsWokenByItAndByWhatIsForAll() throws Exception {
    CompletableFuture<Void> first = waiter("message");
    signal.raise("message");
    isWoken(first);
    CompletableFuture<Void> second = waiter("message");
    signal.raise();
    isWoken(second);
  }

  @Test
  void whoWaitsForAnythingIsWokenByAKind() throws Exception {
    CompletableFuture<Void> any = waiter(null);
    signal.raise("change");
    isWoken(any);
  }

  @Test
  void whatWasRaisedBeforeTheWaitIsNotMissed() throws Exception {
    long seen = signal.count("message");
    signal.raise("message");
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            () -> assertThatNoException().isThrownBy(() -> signal.await("message", seen, LONG)));
    isWoken(late);
  }
}

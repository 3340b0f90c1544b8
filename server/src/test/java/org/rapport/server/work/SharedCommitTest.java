package org.rapport.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedCommitTest {
  private static final int BROKEN = 13;

  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
  private final List<Thread> asking = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SharedCommit<Integer, Integer> shared = new SharedCommit<>(this::all, -1);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  // The first batch takes as long as the test wants; an odd number has no answer.
  private Map<Integer, Integer> all(List<Integer> keys) {
    batches.add(keys);
    if (batches.size() == 1) {
      try {
        first.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (keys.contains(BROKEN)) {
      throw new IllegalArgumentException("broken");
    }
    return keys.stream()
        .filter(key -> key % 2 == 0)
        .collect(Collectors.toMap(Function.identity(), key -> key * 10));
  }

  private List<CompletableFuture<Integer>> asked(List<Integer> keys) {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    answers.add(ask(0));
    await().until(() -> batches.size() == 1);
    keys.forEach(key -> answers.add(ask(key)));
    // All of them wait for their turn, the first for the test.
    await()
        .until(
            () ->
                asking.size() == keys.size() + 1
                    && asking.stream().allMatch(one -> one.getState() == Thread.State.WAITING));
    return answers;
  }

  private CompletableFuture<Integer> ask(int key) {
    return CompletableFuture.supplyAsync(
        () -> {
          asking.add(Thread.currentThread());
          return shared.ask(key);
        },
        threads);
  }

  @Test
  void whoComesWhileOneIsAtItIsDoneWithTheOthers() {
    List<Integer> keys = IntStream.rangeClosed(1, 12).boxed().toList();
    List<CompletableFuture<Integer>> answers = asked(keys);
    first.countDown();

    assertThat(answers.get(0).join()).isZero();
    for (int key : keys) {
      assertThat(answers.get(key).join()).isEqualTo(key % 2 == 0 ? key * 10 : -1);
    }
    assertThat(batches).hasSize(2);
    assertThat(batches.get(1)).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void oneThatFailsDoesNotFailTheOthers() {
    List<CompletableFuture<Integer>> answers = asked(List.of(2, BROKEN, 4));
    first.countDown();

    assertThat(answers.get(1).join()).isEqualTo(20);
    assertThat(answers.get(3).join()).isEqualTo(40);
    assertThatThrownBy(answers.get(2)::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameIsNeverDoneTogether() {
    List<CompletableFuture<Integer>> answers = asked(List.of(2, 2, 2, 4));
    first.countDown();

    answers.forEach(CompletableFuture::join);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).doesNotHaveDuplicates());
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(5);
  }

  @Test
  void whoIsAloneWaitsForNobody() {
    first.countDown();

    assertThat(shared.ask(6)).isEqualTo(60);
    assertThat(batches).containsExactly(List.of(6));
  }
}

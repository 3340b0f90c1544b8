package org.rapport.server.store.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * What the hooks of several writes would do for each of them, done once for all: in a statement in
 * place of as many as there are resources. Within the transaction of the writes, before whoever
 * asked for them goes on. Of a thread.
 */
@Component
public class WrittenTogether {
  private final Nested<Scope> running = new Nested<>();

  /**
   * Runs writes, and at their end what they have left for it. Where the writes fail, nothing of
   * that is done. Writes within writes are by themselves, after what was left so far.
   */
  public <T> T during(Supplier<T> writes) {
    settle();
    return running.during(
        new Scope(),
        () -> {
          T written = writes.get();
          settle();
          return written;
        });
  }

  /**
   * Leaves something to do; outside of such writes it is done at once.
   *
   * @param who what is left by one and the same is done together
   * @param id what is left again of the same id takes the place of what was left before
   * @param all does it
   */
  public <T> void leave(Object who, String id, T item, Consumer<List<T>> all) {
    leave(scope -> scope.first, who, id, item, all);
  }

  /** The same, for what looks at what others have left: it is done after all of that. */
  public <T> void leaveLast(Object who, String id, T item, Consumer<List<T>> all) {
    leave(scope -> scope.last, who, id, item, all);
  }

  @SuppressWarnings("unchecked")
  private <T> void leave(
      Function<Scope, Map<Object, Left<?>>> when,
      Object who,
      String id,
      T item,
      Consumer<List<T>> all) {
    Scope scope = running.get();
    if (scope == null) {
      all.accept(List.of(item));
      return;
    }
    ((Left<T>) when.apply(scope).computeIfAbsent(who, w -> new Left<>(all, new LinkedHashMap<>())))
        .items()
        .put(id, item);
  }

  /** Does now what was left so far: before something that depends on it. */
  public void settle() {
    Scope scope = running.get();
    if (scope != null) {
      scope.settle();
    }
  }

  private static final class Scope {
    private final Map<Object, Left<?>> first = new LinkedHashMap<>();
    private final Map<Object, Left<?>> last = new LinkedHashMap<>();

    // What is done may leave more.
    void settle() {
      while (!first.isEmpty() || !last.isEmpty()) {
        Map<Object, Left<?>> left = first.isEmpty() ? last : first;
        List<Left<?>> now = new ArrayList<>(left.values());
        left.clear();
        now.forEach(Left::all);
      }
    }
  }

  private record Left<T>(Consumer<List<T>> what, Map<String, T> items) {
    void all() {
      what.accept(List.copyOf(items.values()));
    }
  }
}

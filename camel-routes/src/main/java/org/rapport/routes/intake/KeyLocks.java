package org.rapport.routes.intake;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One message at a time about the same visit or person, within this process: the first two could
 * otherwise both find nothing, and an update of nothing has no version to be checked against.
 * Thread-safe.
 */
final class KeyLocks {
  private final Lock[] stripes;

  KeyLocks(int stripes) {
    this.stripes = Stream.generate(ReentrantLock::new).limit(stripes).toArray(Lock[]::new);
  }

  /** Runs the work while nobody else works with any of the keys. */
  <T> T holding(Collection<String> keys, Supplier<T> work) {
    // In one order, so that no two wait for each other.
    List<Lock> held =
        keys.stream()
            .mapToInt(key -> Math.floorMod(key.hashCode(), stripes.length))
            .distinct()
            .sorted()
            .mapToObj(Arrays.asList(stripes)::get)
            .toList();
    held.forEach(Lock::lock);
    try {
      return work.get();
    } finally {
      held.forEach(Lock::unlock);
    }
  }
}

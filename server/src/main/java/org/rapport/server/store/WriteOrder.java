package org.rapport.server.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An order of resources in which each comes after those that it refers to. Pure. */
final class WriteOrder {
  private WriteOrder() {}

  /**
   * Orders references.
   *
   * @param needs what each refers to, among them or elsewhere; itself does not count
   * @return all of them; none where some go round in a circle
   */
  static List<String> of(Map<String, Set<String>> needs) {
    Map<String, Set<String>> waiting = new LinkedHashMap<>();
    needs.forEach(
        (reference, others) -> {
          Set<String> among = new HashSet<>(others);
          among.retainAll(needs.keySet());
          among.remove(reference);
          waiting.put(reference, among);
        });
    List<String> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<String> next =
          waiting.entrySet().stream()
              .filter(entry -> entry.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      if (next.isEmpty()) {
        return List.of();
      }
      ordered.addAll(next);
      waiting.keySet().removeAll(next);
      waiting.values().forEach(among -> among.removeAll(next));
    }
    return ordered;
  }
}

package org.rapport.server.outreach;

import java.util.List;
import org.rapport.server.projection.VisitInstruction;

/**
 * What is known of a visit's place and service besides the address.
 *
 * @param sensitive whether a message must tell nothing of the place and the service
 * @param mentalHealth whether an e-mail names crisis lines
 * @param instructions those of the service before those of the place
 */
record Surroundings(boolean sensitive, boolean mentalHealth, List<VisitInstruction> instructions) {
  /** Nothing is known, and nothing is labelled. */
  static final Surroundings NONE = new Surroundings(false, false, List.of());

  /**
   * As the projections keep them.
   *
   * @param sensitivity null, {@code sensitive} or {@code mental-health}
   * @param instructions a JSON array, or null
   */
  static Surroundings of(String sensitivity, String instructions) {
    return new Surroundings(
        sensitivity != null,
        "mental-health".equals(sensitivity),
        VisitInstruction.read(instructions));
  }
}

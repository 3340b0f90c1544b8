package org.rapport.server.outreach.message;

import java.util.List;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.sensitivity.Sensitivity;

/**
 * What is known of a visit's place and service besides the address.
 *
 * @param sensitive whether a message must tell nothing of the place and the service
 * @param mentalHealth whether an e-mail names crisis lines
 * @param instructions those of the service before those of the place
 */
public record Surroundings(
    boolean sensitive, boolean mentalHealth, List<VisitInstruction> instructions) {
  /** Nothing is known, and nothing is labelled. */
  static final Surroundings NONE = new Surroundings(false, false, List.of());

  /**
   * As the projections keep them.
   *
   * @param instructions a JSON array, or null
   */
  public static Surroundings of(Sensitivity sensitivity, String instructions) {
    return new Surroundings(
        sensitivity != Sensitivity.NONE,
        sensitivity == Sensitivity.MENTAL_HEALTH,
        VisitInstruction.read(instructions));
  }
}

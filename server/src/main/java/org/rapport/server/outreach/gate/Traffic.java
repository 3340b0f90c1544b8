package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.util.List;
import org.rapport.terminology.OutreachPurpose;

/**
 * What went to one patient lately, and what is to go soon, as far as caps count it: no answers and
 * no confirmations.
 *
 * @param sent what went out, or is in a worker's hands
 * @param planned what is planned and active; the message that is asked about is not in it
 */
public record Traffic(List<Item> sent, List<Item> planned) {
  /** Nothing went, and nothing is planned. */
  public static final Traffic NONE = new Traffic(List.of(), List.of());

  /** One message and its instant: when it went, or when it becomes due. */
  public record Item(OutreachPurpose purpose, Instant at) {}
}

package org.rapport.routes.intake.hl7;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message as a flat list of segments in the order sent; groups are not modelled, because senders
 * leave out RGS and order resource segments as they like.
 *
 * @param notes what was left out of it while it was read; nothing of its content
 */
public record Hl7Message(
    MessageHeader header, Charset charset, List<Hl7Segment> segments, List<String> notes) {

  private static final Set<String> RESOURCES = Set.of("AIS", "AIG", "AIL", "AIP");

  /** First segment of that name. */
  public Optional<Hl7Segment> first(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** All segments of that name, in order. */
  public List<Hl7Segment> all(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).toList();
  }

  /**
   * The message without the resources that it takes away: AIS, AIG, AIL and AIP with segment action
   * D (table HL70206), and all of a group whose RGS has it.
   */
  public Hl7Message withoutDeleted() {
    return resources(false);
  }

  /** The message with no other resources than those that it takes away. */
  public Hl7Message onlyDeleted() {
    return resources(true);
  }

  private Hl7Message resources(boolean takenAway) {
    List<Hl7Segment> kept = new ArrayList<>();
    boolean groupDeleted = false;
    for (Hl7Segment segment : segments) {
      boolean deleted = "D".equalsIgnoreCase(segment.value(2));
      if (segment.name().equals("RGS")) {
        groupDeleted = deleted;
      }
      if (!RESOURCES.contains(segment.name()) || takenAway == (deleted || groupDeleted)) {
        kept.add(segment);
      }
    }
    return new Hl7Message(header, charset, List.copyOf(kept), notes);
  }

  /** MSH-9.2, else EVN-1: some senders put the trigger event only there. */
  public String triggerEvent() {
    String event = header.type(2);
    return event.isEmpty() ? first("EVN").map(evn -> evn.value(1)).orElse("") : event;
  }
}

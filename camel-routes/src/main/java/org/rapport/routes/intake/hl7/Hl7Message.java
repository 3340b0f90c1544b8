package org.rapport.routes.intake.hl7;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/**
 * A message as a flat list of segments in the order sent; groups are not modelled, because senders
 * leave out RGS and order resource segments as they like.
 */
public record Hl7Message(MessageHeader header, Charset charset, List<Hl7Segment> segments) {

  /** First segment of that name. */
  public Optional<Hl7Segment> first(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** All segments of that name, in order. */
  public List<Hl7Segment> all(String name) {
    return segments.stream().filter(s -> s.name().equals(name)).toList();
  }

  /** MSH-9.2, else EVN-1: some senders put the trigger event only there. */
  public String triggerEvent() {
    String event = header.type(2);
    return event.isEmpty() ? first("EVN").map(evn -> evn.value(1)).orElse("") : event;
  }
}

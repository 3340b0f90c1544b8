package org.rapport.routes.channel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.rapport.routes.rapport.ClaimedItem;
import org.rapport.routes.rapport.VisitUpdate;
import org.rapport.routes.rapport.WorkExchange;

/** A claimed item as a test wants it: what is not said is not there. */
public final class TestItem {
  private final Map<String, String> parts = new HashMap<>();
  private VisitUpdate update;

  private TestItem() {}

  /** An item about something. */
  public static TestItem about(String focus) {
    return new TestItem().with("focus", focus);
  }

  /** A message on its way to a patient. */
  public static TestItem message(String channel, String to) {
    return about("CommunicationRequest/7")
        .with("patient", "patient-1")
        .with("attempt", "attempt-1")
        .with("purpose", "appointment")
        .with("channel", channel)
        .with("to", to)
        .with("language", "en");
  }

  /** With a component of {@link ClaimedItem}, by its name. */
  public TestItem with(String component, String value) {
    parts.put(component, value);
    return this;
  }

  public TestItem with(VisitUpdate told) {
    update = told;
    return this;
  }

  public ClaimedItem item() {
    return new ClaimedItem(
        "1",
        "lease",
        parts.get("focus"),
        parts.get("patient"),
        parts.get("attempt"),
        parts.get("purpose"),
        parts.get("channel"),
        parts.get("to"),
        parts.get("subject"),
        parts.get("body"),
        parts.get("html"),
        parts.get("language"),
        parts.get("unsubscribe"),
        update,
        parts.get("date"),
        parts.get("topic"),
        List.of());
  }

  /** An exchange that has claimed it. */
  public Exchange exchange() {
    return on(TestExchanges.empty());
  }

  /** The same exchange, which has claimed it now. */
  public Exchange on(Exchange exchange) {
    exchange.setProperty(WorkExchange.ITEM, item());
    return exchange;
  }
}

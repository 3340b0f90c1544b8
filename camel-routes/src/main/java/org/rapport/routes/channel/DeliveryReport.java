package org.rapport.routes.channel;

import java.util.Locale;
import java.util.Map;

/** A provider's words for how far a message got, as codes of the extension delivery-status. */
final class DeliveryReport {
  private static final Map<String, String> STATUS =
      Map.ofEntries(
          Map.entry("accepted", "queued"),
          Map.entry("scheduled", "queued"),
          Map.entry("queued", "queued"),
          Map.entry("sending", "queued"),
          Map.entry("sent", "sent"),
          Map.entry("delivered", "delivered"),
          Map.entry("read", "read"),
          Map.entry("undelivered", "failed"),
          Map.entry("failed", "failed"),
          Map.entry("canceled", "failed"));

  private DeliveryReport() {}

  static String status(String word, String otherwise) {
    return word == null ? otherwise : STATUS.getOrDefault(word.toLowerCase(Locale.ROOT), otherwise);
  }
}

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

  /** What a provider's error code says about the number or the channel; null for nothing. */
  static String reason(String code) {
    return ProviderCodes.reason(code)
        .or(() -> ProviderCodes.cause(code).map(cause -> "held-" + cause))
        .orElse(null);
  }

  static String status(String word, String otherwise) {
    return word == null ? otherwise : STATUS.getOrDefault(word.toLowerCase(Locale.ROOT), otherwise);
  }
}

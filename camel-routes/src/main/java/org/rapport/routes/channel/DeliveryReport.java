package org.rapport.routes.channel;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

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

  /** The provider's codes for a number that nobody has, or that takes no texts. */
  private static final Set<String> NOBODY =
      Set.of("21211", "21214", "21217", "21614", "30005", "30006");

  private DeliveryReport() {}

  /** What a provider's error code says about the number; null where it says nothing. */
  static String reason(String code) {
    return code != null && NOBODY.contains(code.strip()) ? "invalid-address" : null;
  }

  static String status(String word, String otherwise) {
    return word == null ? otherwise : STATUS.getOrDefault(word.toLowerCase(Locale.ROOT), otherwise);
  }
}

package org.rapport.routes.channel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Error codes of a Twilio-compatible provider, wherever they come: in the answer to a request or in
 * a status callback.
 *
 * @see <a href="https://www.twilio.com/docs/api/errors">Error and warning dictionary</a>
 */
final class ProviderCodes {
  /** Whoever has the number has told the provider to stop. */
  private static final Set<String> OPTED_OUT = Set.of("21610");

  /** Nobody has the number, or it is one that takes no texts: only these end it. */
  private static final Set<String> NOBODY = Set.of("21211", "21217", "21614", "30005", "30006");

  /** What is wrong with the account or with what it sends from, by code. */
  private static final Map<String, String> CAUSES =
      Map.ofEntries(
          Map.entry("20003", "account"),
          Map.entry("20005", "account"),
          Map.entry("20008", "account"),
          Map.entry("30002", "account"),
          Map.entry("90010", "account"),
          Map.entry("21603", "sender"),
          Map.entry("21606", "sender"),
          Map.entry("21607", "sender"),
          Map.entry("21608", "account"),
          Map.entry("21612", "sender"),
          Map.entry("21656", "sender"),
          Map.entry("21659", "sender"),
          Map.entry("21660", "sender"),
          Map.entry("21661", "sender"),
          Map.entry("21703", "sender"),
          Map.entry("21704", "sender"),
          Map.entry("21705", "sender"),
          Map.entry("21408", "region"),
          Map.entry("30032", "registration"),
          Map.entry("30034", "registration"),
          Map.entry("30033", "registration"),
          Map.entry("30038", "registration"));

  /** The provider's queues are full. */
  private static final Set<String> LATER = Set.of("20429", "21611", "30001", "30022", "14107");

  private ProviderCodes() {}

  /**
   * The reason for which the address is not written to again; empty where it is not the address.
   */
  static Optional<String> reason(String code) {
    String bare = bare(code);
    if (OPTED_OUT.contains(bare)) {
      return Optional.of("opted-out");
    }
    return NOBODY.contains(bare) ? Optional.of("invalid-address") : Optional.empty();
  }

  /** What a person has to put right before any message goes: account, sender, registration. */
  static Optional<String> cause(String code) {
    return Optional.ofNullable(CAUSES.get(bare(code)));
  }

  /** Whether the provider will take it in a moment. */
  static boolean later(String code) {
    return LATER.contains(bare(code));
  }

  private static String bare(String code) {
    return code == null ? "" : code.strip();
  }
}

package org.rapport.server.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Subscription;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.store.SealedValues;
import org.springframework.stereotype.Component;

/**
 * The headers of Subscriptions, which are secrets: kept encrypted beside the resource, which shows
 * their names only. Who writes back what they read keeps what there was, for the same endpoint.
 */
@Component
class KeptHeaders {
  /** Stands in the resource for a value. */
  static final String MASK = "(kept)";

  private final SealedValues sealed;

  KeptHeaders(RapportSettings settings) {
    this.sealed = new SealedValues(settings.data());
  }

  /**
   * Takes the values out of the resource.
   *
   * @param known what there was
   * @return encrypted; the same text where nothing has changed
   */
  String take(Subscription subscription, Wanted wanted, Optional<Subscriber> known) {
    Map<String, String> before = new TreeMap<>();
    known
        .map(one -> open(one.headers()))
        .ifPresent(all -> all.forEach(one -> before.put(name(one), one)));
    List<String> values = new ArrayList<>();
    for (String header : wanted.headers()) {
      values.add(header.endsWith(": " + MASK) ? kept(header, wanted, before, known) : header);
    }
    subscription.getChannel().getHeader().clear();
    values.forEach(
        one ->
            subscription.getChannel().addHeader(one.substring(0, one.indexOf(':')) + ": " + MASK));
    return known
        .map(Subscriber::headers)
        .filter(one -> open(one).equals(values))
        .orElseGet(() -> sealed.seal(String.join("\n", values)));
  }

  private static String kept(
      String header, Wanted wanted, Map<String, String> before, Optional<Subscriber> known) {
    String value = before.get(name(header));
    boolean same =
        known.filter(one -> one.endpoint().equals(wanted.endpoint().toString())).isPresent();
    if (value == null || !same) {
      throw ReadSubscription.refused(
          "Subscription.channel.header", "has to be given again for another endpoint");
    }
    return value;
  }

  private static String name(String header) {
    return header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
  }

  /** The headers as {@code Name: value}; none where the key is another one now. */
  List<String> open(String text) {
    return find(text).orElse(List.of());
  }

  /** The same; empty where they cannot be read. */
  Optional<List<String>> find(String text) {
    return sealed.open(text).map(all -> all.isEmpty() ? List.of() : List.of(all.split("\n")));
  }
}

package org.rapport.routes.intake.sender;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One profile of the file, as it was written. What is not as its key asks for is an {@code
 * IllegalArgumentException} whose words begin with the place.
 *
 * @param place such as {@code senders[1]}
 */
public record ProfileEntry(Map<String, Object> fields, String place) {

  /** Refuses any other key: a typing error would else go unseen until a visit is read wrongly. */
  public void onlyKeys(Set<String> allowed) {
    for (String key : fields.keySet()) {
      if (!allowed.contains(key)) {
        throw wrong("has an unknown key '" + key + "'");
      }
    }
  }

  /** Text in one word or more; empty where the key is not there. */
  public Optional<String> text(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map || value instanceof List || value.toString().isBlank()) {
      throw wrong(key + " must be text");
    }
    return Optional.of(value.toString().trim());
  }

  /** True or false; empty where the key is not there. */
  public Optional<Boolean> flag(String key) {
    return text(key)
        .map(
            word ->
                switch (word.toLowerCase(Locale.ROOT)) {
                  case "true", "yes", "on" -> true;
                  case "false", "no", "off" -> false;
                  default -> throw wrong(key + " must be true or false");
                });
  }

  /** A time zone; empty where the key is not there. */
  public Optional<ZoneId> zone(String key) {
    return text(key)
        .map(
            name -> {
              try {
                return ZoneId.of(name);
              } catch (DateTimeException unknown) {
                throw wrong(key + ": '" + name + "' is no time zone such as America/Chicago");
              }
            });
  }

  /** A list, or the one thing that stands in its place; without it none. */
  public List<String> list(String key) {
    Object value = fields.get(key);
    if (value == null) {
      return List.of();
    }
    List<?> listed = value instanceof List<?> list ? list : List.of(value);
    return listed.stream().map(String::valueOf).toList();
  }

  /** Names and texts, in the order of the file; without it none. */
  public Map<String, String> texts(String key, UnaryOperator<String> normalize) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (fields.get(key) != null) {
      ProfileEntry nested = of(fields.get(key), place + " " + key);
      for (String name : nested.fields().keySet()) {
        texts.put(
            normalize.apply(name.trim()),
            nested.text(name).orElseThrow(() -> wrong(key + " " + name + " must be text")));
      }
    }
    return texts;
  }

  /** The mistake, with its place before it. */
  public IllegalArgumentException wrong(String problem) {
    return ProfileFile.invalid(place + " " + problem);
  }

  static ProfileEntry of(Object value, String place) {
    if (!(value instanceof Map<?, ?> raw)) {
      throw ProfileFile.invalid(place + " must be a map of keys and values");
    }
    Map<String, Object> map = new LinkedHashMap<>();
    raw.forEach((key, v) -> map.put(String.valueOf(key), v));
    return new ProfileEntry(map, place);
  }
}

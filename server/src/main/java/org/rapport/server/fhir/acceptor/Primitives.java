package org.rapport.server.fhir.acceptor;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.rapport.server.store.LogicalId;

/**
 * Values of primitive types, each held to a part of what R4 allows (datatypes.html#primitive): the
 * part that everybody writes. What is odd but allowed (a time before 1900, a relative URI, a text
 * with blanks around it) is left to the full validator, as is a value with an id or extensions.
 */
final class Primitives {
  private static final Pattern DATE =
      Pattern.compile("(?:19|20)\\d\\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01]))?)?");
  private static final Pattern TIME_OF_DAY =
      Pattern.compile(
          "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?(?:Z|[+-](?:0\\d|1[0-3]):[0-5]\\d)");
  private static final Pattern WEB = Pattern.compile("https?://[!-~&&[^ \"<>\\\\^`{|}#]]+");
  private static final Pattern UUID =
      Pattern.compile("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern OID =
      Pattern.compile("urn:oid:[0-2](?:\\.(?:0|[1-9]\\d{0,15})){4,16}");
  // RFC 8141, section 2, without its components, which nobody writes in an identifier's system.
  private static final Pattern URN =
      Pattern.compile(
          "urn:(?!uuid:|oid:)[a-z0-9][a-z0-9-]{0,30}[a-z0-9]"
              + ":(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2})+");
  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,12})?");
  private static final int DAYS_IN_EVERY_MONTH = 28;
  private static final int LONGEST = 100_000;

  private static final Map<String, Look> LOOKS =
      Map.ofEntries(
          Map.entry("boolean", plain(text -> true)),
          Map.entry("string", plain(Primitives::isText)),
          Map.entry("markdown", plain(Primitives::isText)),
          Map.entry("code", plain(Primitives::isCode)),
          Map.entry("id", plain(LogicalId::is)),
          Map.entry("uri", plain(Primitives::isUri)),
          Map.entry("url", plain(text -> WEB.matcher(text).matches())),
          Map.entry("date", plain(Primitives::isDate)),
          Map.entry("dateTime", plain(text -> isDate(text) || isInstant(text))),
          Map.entry("instant", plain(Primitives::isInstant)),
          Map.entry("decimal", plain(text -> NUMBER.matcher(text).matches())),
          Map.entry("integer", plain(text -> true)),
          Map.entry("positiveInt", plain(text -> !text.startsWith("-") && !text.equals("0"))),
          Map.entry("unsignedInt", plain(text -> !text.startsWith("-"))));

  private Primitives() {}

  /** The look at values of a primitive type; {@link Look#UNSURE} for what is rare. */
  static Look of(String type) {
    return LOOKS.getOrDefault(type, Look.UNSURE);
  }

  /** A code of a required value set that HAPI's model knows as an enumeration. */
  static boolean isOfEnumeration(IBase value) {
    return value instanceof Enumeration<?> code && code.getValue() != null && isBare(code);
  }

  private static Look plain(Predicate<String> conforms) {
    return value -> {
      if (!(value instanceof PrimitiveType<?> primitive)
          || value instanceof Enumeration<?>
          || primitive.getValue() == null
          || !isBare(primitive)) {
        return false;
      }
      String text = primitive.getValueAsString();
      return text != null && !text.isEmpty() && conforms.test(text);
    };
  }

  private static boolean isBare(PrimitiveType<?> value) {
    return !value.hasId() && !value.hasExtension();
  }

  /** Text that has nothing invisible in it and no blanks around it. */
  static boolean isText(String text) {
    int length = text.length();
    if (length > LONGEST || isBlank(text.charAt(0)) || isBlank(text.charAt(length - 1))) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < ' ' ? c != '\n' && c != '\r' && c != '\t' : c > '~' && !isPlainBeyondAscii(c)) {
        return false;
      }
    }
    return true;
  }

  // Letters, marks, digits, punctuation and symbols, pictures (pairs of surrogates) among them; no
  // control or formatting characters, of which those that turn the direction of writing are some.
  private static boolean isPlainBeyondAscii(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || Character.isWhitespace(c);
  }

  private static boolean isCode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /** A URL of the web, or a URN. */
  static boolean isUri(String text) {
    if (text.startsWith("http")) {
      return WEB.matcher(text).matches();
    }
    return URN.matcher(text).matches() || isUuid(text) || OID.matcher(text).matches();
  }

  static boolean isUuid(String text) {
    return UUID.matcher(text).matches();
  }

  private static boolean isDate(String text) {
    return DATE.matcher(text).matches() && isDay(text);
  }

  private static boolean isInstant(String text) {
    int t = text.indexOf('T');
    return t == "2026-01-01".length()
        && isDate(text.substring(0, t))
        && TIME_OF_DAY.matcher(text).region(t + 1, text.length()).matches();
  }

  private static boolean isDay(String date) {
    if (date.length() < "2026-01-01".length()
        || Integer.parseInt(date.substring("2026-01-".length())) <= DAYS_IN_EVERY_MONTH) {
      return true;
    }
    try {
      return LocalDate.parse(date) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}

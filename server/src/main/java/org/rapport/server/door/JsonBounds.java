package org.rapport.server.door;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * One pass over a JSON text of an outsider, before any other parser sees it: how deep, how long,
 * which numbers and characters, no key twice. A number of nine characters can stand for a gigabyte
 * ({@code 1e999999999}), so that its exponent is bounded too. Thread-safe.
 */
public final class JsonBounds {
  /** Deepest nesting of objects and arrays. */
  public static final int DEPTH = 100;

  /** Longest number, in characters; FHIR's decimals have at most 18 digits. */
  public static final int NUMBER = 40;

  private static final int EXPONENT = 30;
  private static final int NAME = 256;
  private static final int STRING = 10 * 1024 * 1024;
  private static final int ITEMS = 20_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNameLength(NAME)
                  .maxStringLength(STRING)
                  // Counted here, where the element can be named.
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY).build();
  private static final Pattern NUMERIC =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE]([+-]?\\d+))?");

  private JsonBounds() {}

  /**
   * Checks a whole text.
   *
   * @throws RefusedException 400 with the element
   */
  public static void check(String json) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw RefusedException.invalid("", "The body is empty");
      }
      int[] items = new int[DEPTH + 2];
      boolean[] array = new boolean[DEPTH + 2];
      int depth = 0;
      for (JsonToken token = first; token != null; token = parser.nextToken()) {
        if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.FIELD_NAME) {
          text(parser, parser.currentName());
        } else {
          if (array[depth] && ++items[depth] > ITEMS) {
            throw RefusedException.tooLong(
                place(parser), "The JSON document has an array of more than " + ITEMS + " items");
          }
          if (token.isStructStart()) {
            array[++depth] = token == JsonToken.START_ARRAY;
            items[depth] = 0;
          } else {
            value(token, parser);
          }
        }
        if (depth == 0) {
          if (parser.nextToken() != null) {
            throw RefusedException.invalid("", "The body has more than one JSON document");
          }
          return;
        }
      }
      throw RefusedException.invalid("", "The JSON document ends early");
    } catch (StreamConstraintsException e) {
      throw RefusedException.invalid(
          "",
          "The JSON document is nested deeper than "
              + DEPTH
              + " or has a longer name or text than is taken");
    } catch (JsonParseException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks a text, and reads it as a tree. */
  public static JsonNode read(String json) {
    check(json);
    try {
      return MAPPER.readTree(json);
    } catch (JsonParseException e) {
      throw malformed(e);
    } catch (JsonProcessingException e) {
      throw RefusedException.invalid("", "The body is no JSON document");
    }
  }

  /** Whether a text is a number that is longer or larger than is taken. */
  public static boolean oversized(String number) {
    var matcher = NUMERIC.matcher(number);
    if (!matcher.matches()) {
      return false;
    }
    if (number.length() > NUMBER) {
      return true;
    }
    String exponent = matcher.group(1);
    return exponent != null
        && (exponent.length() > 4 || Math.abs(Integer.parseInt(exponent)) > EXPONENT);
  }

  private static void value(JsonToken token, JsonParser parser) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      text(parser, parser.getText());
    } else if (token.isNumeric() && oversized(parser.getText())) {
      throw RefusedException.invalid(
          place(parser),
          "should be a number of at most "
              + NUMBER
              + " characters, with an exponent of at most "
              + EXPONENT);
    }
  }

  private static void text(JsonParser parser, String text) {
    int bad = Characters.firstBad(text);
    if (bad >= 0) {
      throw new RefusedException(400, "value", place(parser), Characters.why(text.charAt(bad)));
    }
  }

  /** {@code /name/0/family} as {@code name[0].family}. */
  private static String place(JsonParser parser) {
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    StringBuilder place = new StringBuilder();
    for (String part : pointer.split("/")) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.chars().allMatch(Character::isDigit)) {
        place.append('[').append(part).append(']');
      } else if (part.length() <= 64 && part.matches("[A-Za-z0-9_$-]+")) {
        place.append(place.isEmpty() ? "" : ".").append(part);
      } else {
        place.append(place.isEmpty() ? "" : ".").append('?');
      }
    }
    return place.toString();
  }

  private static RefusedException malformed(JsonParseException e) {
    JsonLocation where = e.getLocation();
    String at =
        where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
    // Only the library's words about doubled keys are told apart; others may quote the content.
    boolean doubled = e.getOriginalMessage().startsWith("Duplicate field");
    return RefusedException.invalid(
        "",
        doubled
            ? "A JSON object has the same key twice" + at
            : "The body is no well-formed JSON document" + at);
  }
}

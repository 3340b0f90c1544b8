package org.rapport.routes.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;

/**
 * The body of a request as it was sent: bytes first, as signatures are over bytes, and text only
 * where it is UTF-8.
 */
public final class RequestBody {
  /** As much as any body of a webhook may have, unpacked. */
  private static final int MOST = 256 * 1024;

  private static final int DEEPEST = 100;
  private static final int LONGEST_NUMBER = 40;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxStringLength(MOST)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .configure(JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS, false);

  private RequestBody() {}

  /** The bytes that were sent; unpacked where they are packed. */
  public static byte[] bytes(Exchange exchange) {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    if (body == null) {
      return new byte[0];
    }
    boolean packed = body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    return packed ? unpacked(body) : body;
  }

  // What cannot be unpacked, or is larger than any body may be, is no body that anybody can read.
  private static byte[] unpacked(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] plain = in.readNBytes(MOST + 1);
      return plain.length > MOST ? new byte[0] : plain;
    } catch (IOException broken) {
      return new byte[0];
    }
  }

  /** The text, without a byte order mark; empty where it is not UTF-8. */
  static Optional<String> text(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (CharacterCodingException other) {
      return Optional.empty();
    }
  }

  /** The JSON document; empty where there is none, or one out of all bounds. */
  public static Optional<JsonNode> json(Exchange exchange) {
    try {
      Optional<String> text = text(bytes(exchange));
      return text.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(MAPPER.readTree(text.get())).filter(tree -> !tree.isMissingNode());
    } catch (JsonProcessingException malformed) {
      return Optional.empty();
    }
  }

  /** Whether it is text that can be kept: no control characters, no halves of surrogate pairs. */
  static boolean isSound(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                c < ' ' && c != '\n' && c != '\r' && c != '\t'
                    || Character.getType(c) == Character.SURROGATE);
  }
}

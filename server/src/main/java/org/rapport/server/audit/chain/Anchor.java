package org.rapport.server.audit.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a node says, signed, about a chain: that it had come so far, or that all of it up to there
 * was removed after its time. It names besides how far the other nodes' chains had come.
 *
 * @param node who says it
 * @param key the public key of who says it
 * @param about whose chain
 * @param others how far other chains had come
 * @param line as signed, in one line of JSON
 */
public record Anchor(
    UUID node,
    String key,
    UUID about,
    Kind kind,
    Head head,
    Instant at,
    List<Other> others,
    String line) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  /** What is said. */
  public enum Kind {
    HEAD,
    REMOVED
  }

  /**
   * Another node's chain, with the key by which that node is known.
   *
   * @param key public; null: none is known
   */
  public record Other(UUID node, Head head, String key) {}

  /** Says and signs it. */
  static Anchor say(
      NodeKeys keys, UUID about, Kind kind, Head head, Instant at, List<Other> others) {
    ObjectNode said = JSON.createObjectNode();
    said.put("node", keys.node().toString());
    said.put("key", keys.publicKey());
    said.put("about", about.toString());
    said.put("kind", kind.name());
    put(said, head);
    said.put("at", at.toString());
    for (Other other : others) {
      ObjectNode one = said.withArray("others").addObject();
      one.put("node", other.node().toString());
      one.put("key", other.key());
      put(one, other.head());
    }
    String text = said.toString();
    ObjectNode signed = JSON.createObjectNode();
    signed.put("said", text);
    signed.put("signature", keys.sign(text));
    return new Anchor(
        keys.node(), keys.publicKey(), about, kind, head, at, others, signed.toString());
  }

  /** Reads a line; empty where it is none, or not signed by the key that it names. */
  static Optional<Anchor> read(String line) {
    try {
      JsonNode signed = JSON.readTree(line);
      String text = signed.path("said").asText();
      JsonNode said = JSON.readTree(text);
      String key = said.path("key").asText();
      if (!NodeKeys.isSigned(text, signed.path("signature").asText(), key)) {
        return Optional.empty();
      }
      List<Other> others = new ArrayList<>();
      for (JsonNode other : said.path("others")) {
        others.add(
            new Other(
                UUID.fromString(other.path("node").asText()),
                head(other),
                other.path("key").isTextual() ? other.path("key").asText() : null));
      }
      return Optional.of(
          new Anchor(
              UUID.fromString(said.path("node").asText()),
              key,
              UUID.fromString(said.path("about").asText()),
              Kind.valueOf(said.path("kind").asText()),
              head(said),
              Instant.parse(said.path("at").asText()),
              List.copyOf(others),
              line));
    } catch (JsonProcessingException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void put(ObjectNode said, Head head) {
    said.put("seq", head.seq());
    said.put("hash", HEX.formatHex(head.hash()));
    said.put("entry", head.entry() == null ? null : head.entry().toString());
  }

  private static Head head(JsonNode said) {
    return new Head(
        said.path("seq").asLong(),
        HEX.parseHex(said.path("hash").asText()),
        said.path("entry").isTextual() ? UUID.fromString(said.path("entry").asText()) : null);
  }
}

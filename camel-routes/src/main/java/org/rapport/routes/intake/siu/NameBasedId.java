package org.rapport.routes.intake.siu;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * Resource ids computed from what a resource is about, so that two writers of the same thing
 * collide instead of doubling it.
 */
public final class NameBasedId {

  private NameBasedId() {}

  /** The id of a resource with this business identifier. */
  public static String ofIdentifier(String system, String value) {
    return of(system + "|" + value);
  }

  /** The id of something that belongs to another resource, such as the Provenance of a Binary. */
  public static String derived(String purpose, String id) {
    return of(purpose + ":" + id);
  }

  /** The id of a raw message: the same for the same bytes from the same sender. */
  public static String ofMessage(SenderProfile sender, byte[] raw) {
    return of("message:" + sender.name() + "|" + DigestUtils.sha256Hex(raw));
  }

  private static String of(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

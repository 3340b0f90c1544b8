package org.rapport.routes.intake;

import java.net.InetAddress;

/**
 * Who is at the other end of a connection that messages come from.
 *
 * @param address where from
 * @param local whether it came from this machine to a listener that only this machine reaches
 * @param certified whether it has shown a certificate that we trust
 */
public record Peer(InetAddress address, boolean local, boolean certified) {
  /** Header of an exchange with the peer that sent its message. */
  public static final String HEADER = "RapportPeer";

  /** Property that says that the message was one, so that its sender is no stranger any more. */
  public static final String KNOWN = "RapportPeerKnown";

  /**
   * Property with acknowledgements that follow the one in the body, a list of messages. A body of
   * no bytes: the message asks for no answer.
   */
  public static final String FURTHER = "RapportPeerFurther";
}

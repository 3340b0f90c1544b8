package org.rapport.routes.mllp;

import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.rapport.routes.intake.Peer;

/**
 * {@code rapport-mllp:host:port}, a source of HL7 v2 messages: each is the body of an exchange, as
 * bytes, and the exchange's body at the end is the answer, which goes out before the connection's
 * next message is looked at (docs/routes.md).
 */
public class MllpListenerComponent extends DefaultComponent {
  private final SSLContext tls;
  private final Predicate<Peer> expected;

  /**
   * A listener.
   *
   * @param tls asks for certificates of clients; null: no TLS
   * @param expected whether a peer is one that the sender profiles name
   */
  public MllpListenerComponent(SSLContext tls, Predicate<Peer> expected) {
    this.tls = tls;
    this.expected = expected;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    MllpListenerEndpoint endpoint = new MllpListenerEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  SSLContext tls() {
    return tls;
  }

  boolean expects(Peer peer) {
    return expected.test(peer);
  }
}

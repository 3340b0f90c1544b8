package org.rapport.routes.rapport;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code rapport:claim} as a source of work, {@code rapport:outcome} of what came of it; {@code
 * rapport:begin}, {@code rapport:complete}, {@code rapport:reconcile}, {@code
 * rapport:delivery-status}, {@code rapport:receive}, {@code rapport:mail-events} and {@code
 * rapport:ehr-changes} as steps (docs/routes.md).
 */
public class RapportComponent extends DefaultComponent {
  private final RapportClient client;
  private final String worker;
  private final AtomicBoolean unreachable = new AtomicBoolean();
  private final Set<OutcomeConsumer> listeners = new CopyOnWriteArraySet<>();

  /**
   * A component over a server.
   *
   * @param worker the name under which this process claims
   */
  public RapportComponent(RapportClient client, String worker) {
    this.client = client;
    this.worker = worker;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    RapportEndpoint endpoint = new RapportEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }

  /** Notes that the server answers; true: it did not before. */
  boolean reached() {
    return unreachable.compareAndSet(true, false);
  }

  /** Notes that the server does not answer; true: it did before. Told once for all that ask. */
  boolean lost() {
    return unreachable.compareAndSet(false, true);
  }

  /** Who is told of outcomes. */
  Set<OutcomeConsumer> listeners() {
    return listeners;
  }

  RapportClient client() {
    return client;
  }

  String worker() {
    return worker;
  }
}

package org.rapport.routes.rapport;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code rapport:claim} as a source of work; {@code rapport:begin}, {@code rapport:complete},
 * {@code rapport:reconcile}, {@code rapport:delivery-status} and {@code rapport:receive} as steps
 * (docs/routes.md).
 */
public class RapportComponent extends DefaultComponent {
  private final RapportClient client;
  private final String worker;

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

  RapportClient client() {
    return client;
  }

  String worker() {
    return worker;
  }
}

package org.rapport.routes;

import java.util.function.Supplier;

/**
 * How the routes reach their server.
 *
 * @param base asked at each use, as the port of an all-in-one is known only once it listens; ends
 *     in {@code /fhir}
 * @param tokenEndpoint likewise
 * @param worker the name under which this process claims work
 * @param refused run when the server does not know the client or its secret
 */
public record ServerAccess(
    Supplier<String> base,
    Supplier<String> tokenEndpoint,
    String clientId,
    String clientSecret,
    String worker,
    Runnable refused) {

  /** Access whose refusal is only an error of each call. */
  public ServerAccess(
      Supplier<String> base,
      Supplier<String> tokenEndpoint,
      String clientId,
      String clientSecret,
      String worker) {
    this(base, tokenEndpoint, clientId, clientSecret, worker, () -> {});
  }

  /** Without the secret: this may end in a log. */
  @Override
  public String toString() {
    return "ServerAccess[" + clientId + "]";
  }
}

package org.rapport.server.security.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A client's keys at the address that it is registered with, kept no longer than the client's own
 * answer lets them be (SMART App Launch 2.2, "Client Authentication: Asymmetric"). Thread-safe.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {
  /** Whoever makes up a key, or whose address is dead, does not make us ask each time. */
  private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(5);

  private final URL address;
  private final KeyRetriever retriever;

  private volatile Known known;
  private volatile Long failedAt;

  private record Known(JWKSet keys, long readAt, long fresh) {
    boolean isOlderThan(long nanos) {
      return System.nanoTime() - readAt >= nanos;
    }
  }

  PublishedKeys(URL address, KeyRetriever retriever) {
    this.address = address;
    this.retriever = retriever;
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
    Known now = known;
    if (now == null || now.isOlderThan(now.fresh())) {
      return selector.select(read().keys());
    }
    List<JWK> found = selector.select(now.keys());
    return found.isEmpty() && now.isOlderThan(LOOK_AGAIN) ? selector.select(read().keys()) : found;
  }

  private Known read() throws KeySourceException {
    Long failed = failedAt;
    if (failed != null && System.nanoTime() - failed < LOOK_AGAIN) {
      throw new RemoteKeySourceException("The client's keys were not to be had just now", null);
    }
    try {
      KeyRetriever.Fetched fetched = retriever.fetch(address);
      failedAt = null;
      known = new Known(fetched.keys(), System.nanoTime(), fetched.fresh().toNanos());
      return known;
    } catch (IOException | ParseException e) {
      failedAt = System.nanoTime();
      throw new RemoteKeySourceException("The client's keys are not to be had", e);
    }
  }
}

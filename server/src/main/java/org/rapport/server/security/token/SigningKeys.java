package org.rapport.server.security.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.rapport.server.store.SealedValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys that sign tokens, of all nodes that share a database; kept sealed. A new one is made
 * every ninety days. It is published at once and signs ten minutes later, when every node has read
 * it; the one before is published a day more, until whatever it signed has expired. Thread-safe.
 */
public final class SigningKeys implements JWKSource<SecurityContext> {
  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
  private static final int BITS = 2048;
  private static final long FRESH = TimeUnit.SECONDS.toNanos(60);

  /** A key that is not known is looked for, but not by everybody who makes one up. */
  private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(5);

  private static final String LIFE = "interval '90 days'";
  private static final String ANNOUNCED = "interval '10 minutes'";
  private static final String OVERLAP = "interval '1 day'";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final SealedValues sealed;

  private volatile Known known;

  private record Key(JWK jwk, boolean announced, boolean old) {}

  private record Known(JWKSet set, JWK signing, long readAt) {}

  /** Reads the keys, or makes the first. */
  public SigningKeys(
      JdbcClient jdbc, PlatformTransactionManager transactions, SealedValues sealed) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.sealed = sealed;
    read();
  }

  @Override
  public List<JWK> get(JWKSelector selector, SecurityContext context) {
    Known now = known();
    List<JWK> found = selector.select(now.set());
    if (found.isEmpty() && System.nanoTime() - now.readAt() > LOOK_AGAIN) {
      found = selector.select(read().set());
    }
    return found;
  }

  /** The one of these that signs now. */
  public JWK signing(List<JWK> candidates) {
    return known().signing();
  }

  /**
   * Makes a new key before its time.
   *
   * @param stolen whether the keys before are known to somebody: it signs at once, and they end,
   *     and with them every token that is out; on other nodes within a minute
   */
  public void rotate(boolean stolen) {
    transaction.executeWithoutResult(
        running -> {
          lock();
          if (stolen) {
            jdbc.sql("delete from rapport.signing_key").update();
          }
          make();
        });
    log.info("A new signing key was made{}", stolen ? "; those before have ended" : "");
    read();
  }

  private Known known() {
    Known now = known;
    return System.nanoTime() - now.readAt() > FRESH ? read() : now;
  }

  private synchronized Known read() {
    List<Key> keys =
        transaction.execute(
            running -> {
              lock();
              List<Key> stored = stored();
              if (stored.stream().allMatch(Key::old)) {
                make();
                stored = stored();
              }
              // The one that signs is the newest of those that were announced; those before it end
              // a day after it began.
              jdbc.sql(
                      """
                      delete from rapport.signing_key k where exists (
                        select from rapport.signing_key next where next.made_at > k.made_at
                          and next.made_at < now() - %s - %s)"""
                          .formatted(ANNOUNCED, OVERLAP))
                  .update();
              return stored;
            });
    JWK signing =
        keys.stream().filter(Key::announced).findFirst().orElse(keys.get(keys.size() - 1)).jwk();
    known = new Known(new JWKSet(keys.stream().map(Key::jwk).toList()), signing, System.nanoTime());
    return known;
  }

  /** Those that this node can open, the newest first. */
  private List<Key> stored() {
    List<Optional<Key>> stored =
        jdbc.sql(
                """
                select jwk, made_at <= now() - %s as announced, made_at <= now() - %s as old
                from rapport.signing_key order by made_at desc, kid"""
                    .formatted(ANNOUNCED, LIFE))
            .query(
                (row, n) -> {
                  boolean announced = row.getBoolean("announced");
                  boolean old = row.getBoolean("old");
                  return sealed
                      .open(row.getString("jwk"))
                      .map(jwk -> new Key(parse(jwk), announced, old));
                })
            .list();
    if (stored.stream().anyMatch(Optional::isEmpty)) {
      log.warn(
          "There are signing keys that keys/sealing.key of this data folder does not open: nodes"
              + " that share a database need the same one");
    }
    return stored.stream().flatMap(Optional::stream).toList();
  }

  /** One node after the other: each would make a key of its own. */
  private void lock() {
    jdbc.sql("select pg_advisory_xact_lock(hashtext('rapport.signing_key'))")
        .query((row, n) -> true)
        .single();
  }

  private void make() {
    try {
      JWK key =
          new RSAKeyGenerator(BITS)
              .keyID(UUID.randomUUID().toString())
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .generate();
      jdbc.sql("insert into rapport.signing_key (kid, jwk) values (?, ?)")
          .params(key.getKeyID(), sealed.seal(key.toJSONString()))
          .update();
    } catch (JOSEException e) {
      throw new IllegalStateException("A signing key cannot be made", e);
    }
  }

  private static JWK parse(String jwk) {
    try {
      return JWK.parse(jwk);
    } catch (ParseException e) {
      throw new IllegalStateException("A signing key is not a JWK", e);
    }
  }
}

package org.rapport.server.consent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.KeyFile;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Addresses of people who were erased, as HMAC-SHA256 under a key of the data folder: whoever reads
 * the table learns no address, and who gives one can be told that it is suppressed. Joins the
 * caller's transaction.
 */
@Component
public class ErasedAddresses {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final JdbcClient jdbc;

  ErasedAddresses(RapportSettings settings, JdbcClient jdbc) {
    Path file = Path.of(settings.data().toString(), "keys", "erasure-secret");
    this.key = new SecretKeySpec(KeyFile.secret(file).getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.jdbc = jdbc;
  }

  /**
   * What is kept of an address.
   *
   * @param stopped codes of the purposes that the person had stopped
   */
  public record Erased(Instant at, Set<String> stopped) {}

  /** Keeps an address; what was stopped before by it stays so. */
  public void keep(Route route, Set<String> stopped, Instant at) {
    jdbc.sql(
            """
            insert into rapport.erased_address (hash, stopped, erased_at)
            values (:hash, :stopped, :at)
            on conflict (hash) do update set erased_at = excluded.erased_at,
              stopped = array(select distinct unnest(erased_address.stopped || excluded.stopped))""")
        .param("hash", hash(route))
        .param("stopped", Sql.array(stopped))
        .param("at", Sql.at(at))
        .update();
  }

  /** Those of these addresses that are kept, in one query. */
  Map<Route, Erased> of(Collection<Route> routes) {
    if (routes.isEmpty()) {
      return Map.of();
    }
    Map<String, Route> byHash = new HashMap<>();
    routes.forEach(route -> byHash.put(hex(hash(route)), route.key()));
    Map<Route, Erased> erased = new HashMap<>();
    jdbc.sql(
            """
            select encode(hash, 'hex') as hash, stopped, erased_at from rapport.erased_address
            where hash = any(select decode(unnest(?), 'hex'))""")
        .param(Sql.array(byHash.keySet()))
        .query(
            row -> {
              erased.put(
                  byHash.get(row.getString("hash")),
                  new Erased(
                      Sql.instant(row, "erased_at"),
                      Set.copyOf(List.of(Sql.strings(row, "stopped")))));
            });
    return erased;
  }

  /** Keeps that a message was taken, whose record goes: the same is not taken again. */
  public void keepMessage(String communication) {
    jdbc.sql("insert into rapport.erased_message (hash) values (?) on conflict do nothing")
        .param(hash("message " + communication))
        .update();
  }

  /** Whether a message was taken from somebody who was erased since. */
  public boolean hasMessage(String communication) {
    return jdbc.sql("select count(*) from rapport.erased_message where hash = ?")
            .param(hash("message " + communication))
            .query(Long.class)
            .single()
        > 0;
  }

  private byte[] hash(Route route) {
    Route normal = route.key();
    return hash(normal.channel().code() + " " + normal.address());
  }

  /** The keyed hash of a text: equal for equal ones, and for who has the key alone. */
  public byte[] hash(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
    }
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}

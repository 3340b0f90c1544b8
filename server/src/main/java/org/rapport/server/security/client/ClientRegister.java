package org.rapport.server.security.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rapport.server.store.RandomValue;
import org.rapport.server.store.Sql;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The clients that were registered while the server ran (RFC 7591): their metadata, and what is
 * kept of their secrets. A secret is told once. While a new one takes its place both are right. No
 * {@code @Repository}: what is wrong with a registration is told as it is, not as an exception of
 * the data access.
 */
@Component
public class ClientRegister {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JdbcClient jdbc;
  private final PasswordEncoder encoder;
  private final ApplicationEventPublisher events;

  ClientRegister(JdbcClient jdbc, PasswordEncoder encoder, ApplicationEventPublisher events) {
    this.jdbc = jdbc;
    this.encoder = encoder;
    this.events = events;
  }

  /**
   * A registration as it is told to who registered it.
   *
   * @param secret null where the client has none, or it was told before
   */
  public record Registration(
      String id, Map<String, Object> metadata, String secret, Instant issuedAt, boolean active) {
    private Registration told(String secret) {
      return new Registration(id, metadata, secret, issuedAt, active);
    }
  }

  /** The client, if there is one and it was not disabled. */
  Optional<RegisteredClient> find(String id) {
    return jdbc.sql(
            """
            select metadata, secret, case when earlier_until > now() then earlier_secret end
            from rapport.client where client_id = ? and active""")
        .param(id)
        .query((row, n) -> client(id, row.getString(1), row.getString(2), row.getString(3)))
        .optional();
  }

  /** The registration, disabled or not. */
  public Optional<Registration> registration(String id) {
    return jdbc.sql("select * from rapport.client where client_id = ?")
        .param(id)
        .query((row, n) -> registration(row))
        .optional();
  }

  private static Registration registration(ResultSet row) throws SQLException {
    return new Registration(
        row.getString("client_id"),
        metadata(row.getString("metadata")),
        null,
        Sql.instant(row, "issued_at"),
        row.getBoolean("active"));
  }

  /**
   * Registers a client.
   *
   * @param metadata by the names of RFC 7591, section 2
   * @param by who registers it, for the record
   * @throws IllegalArgumentException saying what is wrong with it
   */
  @Transactional
  public Registration register(Map<String, Object> metadata, String by) {
    String id = UUID.randomUUID().toString();
    String secret = hasSecret(metadata) ? RandomValue.make() : null;
    check(id, metadata);
    jdbc.sql(
            """
            insert into rapport.client (client_id, metadata, secret, registered_by)
            values (:id, cast(:metadata as jsonb), :secret, :by)""")
        .param("id", id)
        .param("metadata", text(metadata))
        .param("secret", secret == null ? null : ClientSecrets.stored(secret))
        .param("by", by)
        .update();
    return registration(id).orElseThrow().told(secret);
  }

  /**
   * Puts other metadata in the place of a client's; what it was given before ends. Whoever has a
   * secret from now on is told it once; whoever has none any more loses it.
   *
   * @return empty where there is no such client
   * @throws IllegalArgumentException saying what is wrong with it
   */
  @Transactional
  public Optional<Registration> change(String id, Map<String, Object> metadata) {
    if (registration(id).isEmpty()) {
      return Optional.empty();
    }
    check(id, metadata);
    String secret = hasSecret(metadata) ? RandomValue.make() : null;
    boolean first =
        jdbc.sql(
                """
                update rapport.client c set metadata = cast(:metadata as jsonb),
                  secret = case when :has then coalesce(c.secret, :secret) end,
                  earlier_secret = case when :has then c.earlier_secret end
                where client_id = :id
                returning :has and secret = :secret""")
            .param("metadata", text(metadata))
            .param("has", secret != null)
            .param("secret", secret == null ? "" : ClientSecrets.stored(secret))
            .param("id", id)
            .query(Boolean.class)
            .single();
    end(id);
    return registration(id).map(one -> first ? one.told(secret) : one);
  }

  /**
   * A new secret; the one before is right for a while more.
   *
   * @return empty where there is no such client, or it has no secret
   */
  @Transactional
  public Optional<Registration> renew(String id, Duration overlap) {
    String secret = RandomValue.make();
    int renewed =
        jdbc.sql(
                """
                update rapport.client set secret = :secret, earlier_secret = secret,
                  earlier_until = now() + cast(:overlap as interval)
                where client_id = :id and secret is not null""")
            .param("secret", ClientSecrets.stored(secret))
            .param("overlap", overlap.toSeconds() + " seconds")
            .param("id", id)
            .update();
    return registration(id).filter(any -> renewed == 1).map(one -> one.told(secret));
  }

  /** Disables a client for good: what it was given ends, and it gets nothing more. */
  @Transactional
  public boolean disable(String id) {
    end(id);
    return jdbc.sql("update rapport.client set active = false where client_id = ? and active")
            .param(id)
            .update()
        == 1;
  }

  private void end(String id) {
    jdbc.sql("update rapport.client set ended_at = now() where client_id = ?").param(id).update();
    events.publishEvent(new ClientEnded(id));
  }

  /** Where the apps among them are led back to. */
  public List<String> redirects() {
    return jdbc.sql(
            """
            select jsonb_array_elements_text(metadata -> 'redirect_uris') from rapport.client
            where active and jsonb_typeof(metadata -> 'redirect_uris') = 'array'""")
        .query(String.class)
        .list();
  }

  /** Those that there are. */
  public List<Registration> all() {
    return jdbc.sql("select * from rapport.client order by issued_at, client_id")
        .query((row, n) -> registration(row))
        .list();
  }

  private static boolean hasSecret(Map<String, Object> metadata) {
    Object method = metadata.getOrDefault("token_endpoint_auth_method", "client_secret_basic");
    return method.toString().startsWith("client_secret");
  }

  private void check(String id, Map<String, Object> metadata) {
    Map<String, Object> entry = new LinkedHashMap<>(metadata);
    entry.put("client_id", id);
    if (hasSecret(metadata)) {
      entry.put("client_secret", "to-be-made");
    }
    ClientMetadata.client(entry, encoder);
  }

  private RegisteredClient client(String id, String stored, String secret, String earlier) {
    Map<String, Object> entry = metadata(stored);
    entry.put("client_id", id);
    if (secret != null) {
      entry.put("client_secret", "kept");
    }
    RegisteredClient client = ClientMetadata.client(entry, encoder);
    return secret == null
        ? client
        : RegisteredClient.from(client)
            .clientSecret(earlier == null ? secret : secret + " " + earlier)
            .build();
  }

  private static Map<String, Object> metadata(String text) {
    try {
      return MAPPER.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A registration cannot be read", e);
    }
  }

  private static String text(Map<String, Object> metadata) {
    try {
      return MAPPER.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A registration cannot be written", e);
    }
  }
}

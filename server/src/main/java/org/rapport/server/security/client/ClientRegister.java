package org.rapport.server.security.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * kept of their secrets. A secret is told once. While a new one takes its place both are right.
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
      String id, Map<String, Object> metadata, String secret, Instant issuedAt, boolean active) {}

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
        .query(
            (row, n) ->
                new Registration(
                    id,
                    metadata(row.getString("metadata")),
                    null,
                    Sql.instant(row, "issued_at"),
                    row.getBoolean("active")))
        .optional();
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
    Registration registered = registration(id).orElseThrow();
    return new Registration(id, registered.metadata(), secret, registered.issuedAt(), true);
  }

  /**
   * Puts other metadata in the place of a client's; what it was given before ends.
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
    jdbc.sql("update rapport.client set metadata = cast(? as jsonb) where client_id = ?")
        .params(text(metadata), id)
        .update();
    end(id);
    return registration(id);
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
    return registration(id)
        .filter(any -> renewed == 1)
        .map(one -> new Registration(id, one.metadata(), secret, one.issuedAt(), one.active()));
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
    return jdbc
        .sql("select client_id from rapport.client order by issued_at, client_id")
        .query(String.class)
        .list()
        .stream()
        .flatMap(id -> registration(id).stream())
        .toList();
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

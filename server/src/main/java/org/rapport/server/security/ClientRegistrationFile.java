package org.rapport.server.security;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.config.InvalidSettingException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Reads {@code RAPPORT_CLIENTS}: a JSON array of client registrations by the names of RFC 7591.
 * Supported today: {@code grant_types} client_credentials with a {@code client_secret}; anything
 * else stops the start rather than being half obeyed.
 */
public final class ClientRegistrationFile {
  private static final Set<String> METHODS = Set.of("client_secret_basic", "client_secret_post");

  private ClientRegistrationFile() {}

  /**
   * Reads a file only to see whether it can be.
   *
   * @throws InvalidSettingException for the first thing that is wrong with it
   */
  public static void check(Path file) {
    read(
        file,
        new PasswordEncoder() {
          @Override
          public String encode(CharSequence secret) {
            return "{checked}";
          }

          @Override
          public boolean matches(CharSequence secret, String encoded) {
            return false;
          }
        });
  }

  static List<RegisteredClient> read(Path file, PasswordEncoder encoder) {
    try {
      List<Map<String, Object>> entries =
          new ObjectMapper().readValue(file.toFile(), new TypeReference<>() {});
      List<RegisteredClient> clients = new ArrayList<>();
      for (Map<String, Object> entry : entries) {
        clients.add(client(file, clients.size() + 1, entry, encoder));
      }
      return clients;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new InvalidSettingException(
          "RAPPORT_CLIENTS",
          file
              + (at == null ? "" : ":" + at.getLineNr())
              + ": should be a JSON array of client registrations (RFC 7591 names)");
    } catch (IOException e) {
      throw new InvalidSettingException(
          "RAPPORT_CLIENTS", "should be a JSON array of client registrations (RFC 7591 names)");
    }
  }

  private static RegisteredClient client(
      Path file, int number, Map<String, Object> entry, PasswordEncoder encoder) {
    String place = file + ": registration " + number + " ";
    String id = text(entry, "client_id");
    String secret = text(entry, "client_secret");
    if (id == null || secret == null) {
      throw new InvalidSettingException(
          "RAPPORT_CLIENTS", place + "needs client_id and client_secret");
    }
    Object method = entry.getOrDefault("token_endpoint_auth_method", "client_secret_basic");
    Object grants = entry.getOrDefault("grant_types", List.of("client_credentials"));
    if (!METHODS.contains(method) || !List.of("client_credentials").equals(grants)) {
      throw new InvalidSettingException(
          "RAPPORT_CLIENTS",
          place
              + "may have grant_types [client_credentials] with client_secret_basic or client_secret_post");
    }
    String scope = text(entry, "scope");
    return RegisteredClients.confidential(
        id,
        encoder.encode(secret),
        scope == null
            ? Set.of()
            : Arrays.stream(scope.trim().split("\\s+")).collect(Collectors.toSet()));
  }

  private static String text(Map<String, Object> entry, String name) {
    return entry.get(name) instanceof String value && !value.isBlank() ? value : null;
  }
}

package org.rapport.server.security;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.security.client.ClientMetadata;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Reads {@code RAPPORT_CLIENTS}: a JSON array of client registrations by the names of RFC 7591.
 * Anything else stops the start rather than being half obeyed.
 */
public final class ClientRegistrationFile {
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
    try {
      return ClientMetadata.client(entry, encoder);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          "RAPPORT_CLIENTS", file + ": registration " + number + " " + e.getMessage());
    }
  }
}

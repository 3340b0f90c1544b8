package org.rapport.server.security.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rapport.server.security.scope.SmartScope;
import org.rapport.server.security.token.ClientAssertions;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/**
 * A client's registration by the names of RFC 7591, of the operator's file or of who registers one
 * while the server runs. What is not understood is refused rather than half obeyed.
 */
public final class ClientMetadata {
  private static final Set<String> GRANTS =
      Set.of("client_credentials", "authorization_code", "refresh_token");

  private static final Map<String, List<ClientAuthenticationMethod>> METHODS =
      Map.of(
          "client_secret_basic",
          List.of(
              ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
              ClientAuthenticationMethod.CLIENT_SECRET_POST),
          "client_secret_post",
          List.of(
              ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
              ClientAuthenticationMethod.CLIENT_SECRET_POST),
          "private_key_jwt",
          List.of(ClientAuthenticationMethod.PRIVATE_KEY_JWT),
          "none",
          List.of(ClientAuthenticationMethod.NONE));

  private ClientMetadata() {}

  /**
   * The client that a registration describes.
   *
   * @param encoder of its secret, if it has one
   * @throws IllegalArgumentException saying what is wrong, without a secret
   */
  public static RegisteredClient client(Map<String, Object> entry, PasswordEncoder encoder) {
    String id = text(entry, "client_id");
    if (id == null) {
      throw wrong("needs client_id");
    }
    String method = text(entry, "token_endpoint_auth_method");
    List<String> grants = list(entry, "grant_types", List.of("client_credentials"));
    if (method == null) {
      method = entry.containsKey("client_secret") ? "client_secret_basic" : "none";
    }
    if (!METHODS.containsKey(method) || !GRANTS.containsAll(grants) || grants.isEmpty()) {
      throw wrong(
          "may have the grant_types client_credentials, authorization_code and refresh_token, and"
              + " the token_endpoint_auth_methods client_secret_basic, client_secret_post,"
              + " private_key_jwt and none");
    }
    RegisteredClient.Builder client =
        RegisteredClient.withId(id)
            .clientId(id)
            .clientName(text(entry, "client_name") == null ? id : text(entry, "client_name"))
            .scopes(all -> all.addAll(scopes(entry)))
            .tokenSettings(
                grants.contains("authorization_code") ? Tokens.ofApps() : Tokens.ofServices());
    grants.forEach(grant -> client.authorizationGrantType(new AuthorizationGrantType(grant)));
    authentication(client, method, entry, encoder);
    if (grants.contains("authorization_code")) {
      // Refreshed by who was granted it, whether the registration thought of it or not.
      client.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN);
      redirects(client, entry);
    } else if (method.equals("none")) {
      throw wrong("needs client_secret, jwks or jwks_uri");
    }
    return client.build();
  }

  private static void authentication(
      RegisteredClient.Builder client,
      String method,
      Map<String, Object> entry,
      PasswordEncoder encoder) {
    METHODS.get(method).forEach(client::clientAuthenticationMethod);
    ClientSettings.Builder settings =
        ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(true);
    String secret = text(entry, "client_secret");
    if (method.startsWith("client_secret")) {
      if (secret == null) {
        throw wrong("needs client_secret");
      }
      client.clientSecret(encoder.encode(secret));
    } else if (method.equals("private_key_jwt")) {
      Object keys = entry.get("jwks");
      String address = text(entry, "jwks_uri");
      if ((keys == null) == (address == null)) {
        throw wrong("needs jwks or jwks_uri, and not both");
      }
      if (keys == null) {
        settings.jwkSetUrl(address);
      } else {
        settings.setting(ClientAssertions.KEYS, keys(keys));
      }
    }
    client.clientSettings(settings.build());
  }

  private static String keys(Object keys) {
    try {
      String text = new ObjectMapper().writeValueAsString(keys);
      List<JWK> parsed = JWKSet.parse(text).getKeys();
      if (parsed.isEmpty() || parsed.stream().anyMatch(JWK::isPrivate)) {
        throw wrong("needs public keys in jwks");
      }
      return text;
    } catch (IOException | ParseException e) {
      throw wrong("has jwks that are no JWK Set");
    }
  }

  private static void redirects(RegisteredClient.Builder client, Map<String, Object> entry) {
    List<String> redirects = list(entry, "redirect_uris", List.of());
    for (String redirect : redirects) {
      URI uri;
      try {
        uri = URI.create(redirect);
      } catch (IllegalArgumentException e) {
        throw wrong("has a redirect_uri that is no URI");
      }
      if (!uri.isAbsolute()
          || uri.getFragment() != null
          || Set.of("javascript", "data", "vbscript", "file").contains(uri.getScheme())) {
        throw wrong("has a redirect_uri that leads nowhere safe");
      }
      client.redirectUri(redirect);
    }
    if (redirects.isEmpty()) {
      throw wrong("needs redirect_uris");
    }
  }

  private static Set<String> scopes(Map<String, Object> entry) {
    String scope = text(entry, "scope");
    return scope == null
        ? Set.of()
        : Arrays.stream(scope.trim().split("\\s+"))
            .map(one -> SmartScope.of(one).map(SmartScope::text).orElse(one))
            .collect(Collectors.toSet());
  }

  private static List<String> list(Map<String, Object> entry, String name, List<String> otherwise) {
    Object value = entry.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof List<?> values && values.stream().allMatch(String.class::isInstance)) {
      return values.stream().map(String.class::cast).toList();
    }
    throw wrong("has " + name + " that is no list of texts");
  }

  private static IllegalArgumentException wrong(String words) {
    return new IllegalArgumentException(words);
  }

  private static String text(Map<String, Object> entry, String name) {
    Object value = entry.get(name);
    if (value != null && !(value instanceof String)) {
      throw wrong("has " + name + " that is no text");
    }
    return value instanceof String text && !text.isBlank() ? text : null;
  }
}

package org.rapport.server.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.config.RapportSettings;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * {@code /fhir/.well-known/smart-configuration} (SMART App Launch 2.2, "FHIR Authorization Endpoint
 * and Capabilities Discovery"). It names what works and nothing else.
 */
@Configuration(proxyBeanMethods = false)
class SmartConfiguration {

  @Bean
  ServletRegistrationBean<HttpServlet> smartConfigurationDocument(
      RapportSettings settings, ObjectMapper mapper) {
    Map<String, Object> document = endpoints(settings.publicBase().toString());
    document.put(
        "scopes_supported",
        List.of(
            "openid",
            "fhirUser",
            "launch",
            "launch/patient",
            "launch/encounter",
            "offline_access",
            "online_access",
            "patient/*.rs",
            "user/*.cruds",
            "system/*.cruds",
            "system/*.rs"));
    document.put(
        "capabilities",
        List.of(
            "launch-ehr",
            "launch-standalone",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-banner",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "permission-offline",
            "permission-online",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2",
            "authorize-post"));
    HttpServlet servlet =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.setContentType("application/json");
            mapper.writeValue(response.getOutputStream(), document);
          }
        };
    ServletRegistrationBean<HttpServlet> registration =
        new ServletRegistrationBean<>(servlet, "/fhir/.well-known/smart-configuration");
    registration.setName("smart-configuration");
    return registration;
  }

  /**
   * {@code /.well-known/oauth-authorization-server} (RFC 8414), in the place of the library's,
   * which names all that it could do.
   */
  @Bean
  FilterRegistrationBean<Filter> authorizationServerDocument(
      RapportSettings settings, ObjectMapper mapper) {
    Map<String, Object> document = endpoints(settings.publicBase().toString());
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256"));
    document.put("scopes_supported", List.of("openid", "fhirUser", "profile"));
    Filter filter =
        (request, response, chain) -> {
          response.setContentType("application/json");
          mapper.writeValue(response.getOutputStream(), document);
        };
    FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
    registration.setName("authorization-server-document");
    registration.addUrlPatterns("/.well-known/oauth-authorization-server");
    registration.addUrlPatterns("/.well-known/openid-configuration");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 4);
    return registration;
  }

  private static Map<String, Object> endpoints(String base) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", base);
    document.put("jwks_uri", base + "/oauth2/jwks");
    document.put("authorization_endpoint", base + "/oauth2/authorize");
    document.put("token_endpoint", base + "/oauth2/token");
    document.put("introspection_endpoint", base + "/oauth2/introspect");
    document.put("revocation_endpoint", base + "/oauth2/revoke");
    document.put("registration_endpoint", base + "/oauth2/register");
    document.put(
        "grant_types_supported",
        List.of("authorization_code", "refresh_token", "client_credentials"));
    document.put("response_types_supported", List.of("code"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post", "private_key_jwt"));
    document.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS384", "ES384"));
    return document;
  }
}

package org.rapport.server.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.security.client.AllClients;
import org.rapport.server.security.client.ClientMetadata;
import org.rapport.server.security.client.ClientRegister;
import org.rapport.server.security.client.Tokens;
import org.rapport.server.security.smart.SignedInTokens;
import org.rapport.server.store.RandomValue;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * The clients of the authorization server: the bootstrap client, those of {@code RAPPORT_CLIENTS},
 * those that were registered since, and the routes of this JVM, whose secret is made at every start
 * and never leaves it.
 */
@Configuration(proxyBeanMethods = false)
public class RegisteredClients {
  static final String ALL = "system/*.cruds";

  @Bean
  WorkerCredentials workerCredentials() {
    return new WorkerCredentials("rapport-worker", RandomValue.make());
  }

  /** Somebody who tries the demo gets a client of their own, unless they brought one. */
  @Bean
  DemoCredentials demoCredentials(Environment env, RapportSettings settings) {
    return env.containsProperty("demo") && !settings.client().present()
        ? new DemoCredentials("demo", RandomValue.make())
        : new DemoCredentials(null, null);
  }

  @Bean
  List<RegisteredClient> knownClients(
      RapportSettings settings,
      WorkerCredentials worker,
      DemoCredentials demo,
      Environment env,
      PasswordEncoder encoder) {
    List<RegisteredClient> clients = new ArrayList<>();
    clients.add(SignedInTokens.client());
    clients.add(confidential(worker.id(), encoder.encode(worker.secret()), Set.of(ALL)));
    if (settings.client().present()) {
      clients.add(
          confidential(
              settings.client().id(), encoder.encode(settings.client().secret()), Set.of(ALL)));
    }
    if (demo.present()) {
      clients.add(confidential(demo.id(), encoder.encode(demo.secret()), Set.of(ALL)));
    }
    if (env.containsProperty("demo")) {
      clients.add(ClientMetadata.client(demoApp(settings), encoder));
    }
    if (settings.clients() != null && !settings.clients().isBlank()) {
      clients.addAll(ClientRegistrationFile.read(Path.of(settings.clients()), encoder));
    }
    return List.copyOf(clients);
  }

  private static Map<String, Object> demoApp(RapportSettings settings) {
    return Map.of(
        "client_id",
        DemoCredentials.APP,
        "client_name",
        "Engagement timeline",
        "token_endpoint_auth_method",
        "none",
        "grant_types",
        List.of("authorization_code"),
        "redirect_uris",
        List.of(settings.publicBase() + DemoCredentials.APP_PATH),
        "scope",
        "openid fhirUser launch launch/patient patient/*.rs");
  }

  @Bean
  RegisteredClientRepository registeredClientRepository(
      @Qualifier("knownClients") List<RegisteredClient> clients, ClientRegister register) {
    return new AllClients(new InMemoryRegisteredClientRepository(clients), register);
  }

  static RegisteredClient confidential(String id, String encodedSecret, Set<String> scopes) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientName(id)
        .clientSecret(encodedSecret)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(all -> all.addAll(scopes))
        .tokenSettings(Tokens.ofServices())
        .build();
  }
}

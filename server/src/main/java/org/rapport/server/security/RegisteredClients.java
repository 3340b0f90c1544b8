package org.rapport.server.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rapport.server.config.RapportSettings;
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
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * The clients of the authorization server: the bootstrap client, those of {@code RAPPORT_CLIENTS},
 * and the routes of this JVM, whose secret is made at every start and never leaves it.
 */
@Configuration(proxyBeanMethods = false)
public class RegisteredClients {
  /** SMART App Launch 2.2: a backend service's token lives at most five minutes. */
  private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);

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
      PasswordEncoder encoder) {
    List<RegisteredClient> clients = new ArrayList<>();
    clients.add(confidential(worker.id(), encoder.encode(worker.secret()), Set.of(ALL)));
    if (settings.client().present()) {
      clients.add(
          confidential(
              settings.client().id(), encoder.encode(settings.client().secret()), Set.of(ALL)));
    }
    if (demo.present()) {
      clients.add(confidential(demo.id(), encoder.encode(demo.secret()), Set.of(ALL)));
    }
    if (settings.clients() != null && !settings.clients().isBlank()) {
      clients.addAll(ClientRegistrationFile.read(Path.of(settings.clients()), encoder));
    }
    return List.copyOf(clients);
  }

  @Bean
  RegisteredClientRepository registeredClientRepository(
      @Qualifier("knownClients") List<RegisteredClient> clients) {
    return new InMemoryRegisteredClientRepository(clients);
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
        .tokenSettings(tokenSettings())
        .build();
  }

  /** Of apps that people use: an hour, and a code for a minute. */
  static TokenSettings appTokens() {
    return TokenSettings.builder()
        .authorizationCodeTimeToLive(Duration.ofMinutes(1))
        .accessTokenTimeToLive(Duration.ofHours(1))
        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
        .reuseRefreshTokens(false)
        .build();
  }

  static TokenSettings tokenSettings() {
    return TokenSettings.builder()
        .accessTokenTimeToLive(TOKEN_LIFE)
        .accessTokenFormat(OAuth2TokenFormat.SELF_CONTAINED)
        .build();
  }
}

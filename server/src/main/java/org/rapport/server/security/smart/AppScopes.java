package org.rapport.server.security.smart;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.server.security.scope.SmartScope;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * What is left of the scopes that an app asks for: no more than it is registered for, and nothing
 * that is not understood (SMART App Launch 2.2, "Scopes"). What is granted as it was asked comes
 * back as it was written, in the notation of version 1 too; what is asked by a wildcard as what is
 * registered.
 */
final class AppScopes {
  /** Scopes that are no resources'. */
  static final Set<String> PLAIN =
      Set.of(
          "openid",
          "fhirUser",
          "profile",
          "launch",
          "launch/patient",
          "launch/encounter",
          "offline_access",
          "online_access");

  private AppScopes() {}

  /** The scopes that may be granted, in the order asked. */
  static Set<String> negotiated(Set<String> asked, RegisteredClient client) {
    Set<String> granted = new LinkedHashSet<>();
    List<SmartScope> registered =
        client.getScopes().stream().flatMap(scope -> SmartScope.of(scope).stream()).toList();
    for (String scope : asked) {
      if (PLAIN.contains(scope)) {
        if (client.getScopes().contains(scope)) {
          granted.add(scope);
        }
        continue;
      }
      Optional<SmartScope> wanted = SmartScope.of(scope);
      if (wanted.isEmpty() || wanted.get().level().equals("system")) {
        continue;
      }
      // A right of its own counts before what a wildcard would leave of it.
      List<SmartScope> common =
          registered.stream().flatMap(one -> wanted.get().and(one).stream()).toList();
      if (common.stream().anyMatch(wanted.get()::equals)) {
        granted.add(scope);
      } else {
        common.forEach(one -> granted.add(one.text()));
      }
    }
    return granted;
  }

  /** Whether any of them is for the data of one patient. */
  static boolean needsPatient(Set<String> scopes) {
    return scopes.stream()
        .anyMatch(scope -> scope.startsWith("patient/") || scope.equals("launch/patient"));
  }
}
